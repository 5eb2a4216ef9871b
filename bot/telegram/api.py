"""Telegram's methods, with its failures by our names."""

import re
from collections.abc import Mapping
from functools import cache
from typing import Any

from telegram import Bot
from telegram.error import BadRequest, ChatMigrated, Conflict, Forbidden, NetworkError, TelegramError

from bot.channels import Gone, Refused, Throttled, Unauthorised, Unknown, Unreachable
from bot.settings import Settings
from bot.telegram.messages import reason
from bot.telegram.request import AiohttpRequest, Garbled, NotSent, TooFast, Unauthorized, proxy_for

POLL_SECONDS = 25
"""How long Telegram may hold a poll open while nobody writes."""
CONNECTIONS = 100
"""To Telegram at once; as many webhooks may come at once."""
_ANSWER_SECONDS = 10
_NOBODY_THERE = ("chat not found", "user not found", "peer_id_invalid", "not enough rights", "have no rights")


class Unreadable(Unknown):
    """What Telegram answered is not as we know it: in a poll, an update may be the reason."""

    def __init__(self, payload: bytes) -> None:
        super().__init__("unreadable")
        self.payload = payload
        """What came; never logged."""


@cache
def _endpoint(method: str) -> str:
    """`send__message`: python-telegram-bot warns of each method that it has by name, also by this slower way."""
    return re.sub("([A-Z])", r"_\1", method).replace("_", "__", 1).lower()


class Api:
    """Telegram's methods, with its failures by our names."""

    def __init__(self, settings: Settings) -> None:
        proxy = proxy_for(settings.telegram_api_url)
        self._requests = (
            AiohttpRequest(connections=2, read_timeout=POLL_SECONDS + 10, proxy=proxy),
            AiohttpRequest(connections=CONNECTIONS, read_timeout=_ANSWER_SECONDS, proxy=proxy),
        )
        self._bot = Bot(
            settings.telegram,
            base_url=f"{settings.telegram_api_url}/bot",
            get_updates_request=self._requests[0],
            request=self._requests[1],
        )

    async def open(self) -> None:
        """Opens the pools of connections."""
        for request in self._requests:
            await request.initialize()

    async def close(self) -> None:
        """Closes them."""
        for request in self._requests:
            await request.shutdown()

    async def call(self, method: str, parameters: Mapping[str, Any]) -> Any:
        """What Telegram answers. Raises SendError."""
        try:
            return await self._bot.do_api_request(_endpoint(method), {**parameters})
        except TooFast as problem:
            raise Throttled(problem.seconds) from None
        except Unauthorized:
            raise Unauthorised("Telegram does not know this token") from None
        except Forbidden as problem:
            raise Gone(reason(problem.message)) from None
        except ChatMigrated:
            raise Gone("the group moved") from None
        except (Conflict, NotSent) as problem:
            raise Unreachable(reason(problem.message)) from None
        except BadRequest as problem:
            said = reason(problem.message)
            raise (Gone(said) if any(one in said.lower() for one in _NOBODY_THERE) else Refused(said)) from None
        except Garbled as problem:
            raise Unreadable(problem.payload) from None
        except NetworkError as problem:
            raise Unknown(type(problem).__name__) from None
        except TelegramError as problem:
            raise Refused(reason(problem.message)) from None
