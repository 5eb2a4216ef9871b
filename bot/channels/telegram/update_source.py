"""Keeps Telegram's updates coming to us, and to nobody else: the webhook stays ours, and no other program polls."""

import asyncio
import random
from collections.abc import Mapping
from typing import Any

import structlog

from bot.channels.telegram.client import Api, Taken
from bot.metrics import Metrics
from bot.sending.contract import SendError, Unauthorised

log = structlog.get_logger()

SILENT_SECONDS = 90.0
"""Without a poll, a webhook or a look at our webhook that succeeded for so long, we may be deaf."""
RIVAL_SECONDS = 30.0
"""So long after another program polled with our token it may do so again: longer than a poll is held open."""
LOOK_SECONDS = (30.0, 60.0)
"""How often we look whether the webhook is ours: at random in between, so that many bots do not look at once."""
_LONGEST_WAIT = 5.0
"""Seconds between two polls while somebody else takes our updates: what we do not hear, the other does."""


class Reached:
    """Whether what people write reaches us. Times are those of the running loop."""

    def __init__(self, api: Api, metrics: Metrics, webhook: Mapping[str, Any]) -> None:
        self._api = api
        self._metrics = metrics
        self._webhook = webhook
        """The parameters of `setWebhook`; empty when we poll."""
        self._ours = False
        self._heard = self._rival = float("-inf")
        self._error_date: object = None

    @property
    def ready(self) -> bool:
        """Whether we hear what people write, as far as we know."""
        now = asyncio.get_running_loop().time()
        return self._ours and now - self._heard < SILENT_SECONDS and now - self._rival >= RIVAL_SECONDS

    def heard(self) -> None:
        """Telegram brought something, or said that there is nothing."""
        self._heard = asyncio.get_running_loop().time()

    async def begin(self) -> None:
        """Makes the way to us the one that the settings say. Raises Unauthorised or Refused."""
        if self._webhook:
            await self._api.surely("setWebhook", self._webhook)
            log.info("telegram.webhook_set")
        else:
            await self._api.surely("deleteWebhook", {})
            log.info("telegram.polling")
        self._ours = True
        self.heard()

    # ------------------------------------------------------------ by webhook

    async def watch(self) -> None:
        """Looks now and then whether the webhook is still ours, for ever. Raises Unauthorised."""
        wait = 1.0
        while True:
            await asyncio.sleep(random.uniform(*LOOK_SECONDS) if self._ours else wait)  # noqa: S311 - no secret
            wait = 1.0 if self._ours else min(LOOK_SECONDS[1], wait * 2)
            try:
                await self._look()
            except Unauthorised:
                raise
            except SendError as problem:
                log.warning("telegram.webhook_not_looked_at", problem=type(problem).__name__)
                wait = max(wait, getattr(problem, "retry_after", 0.0))

    async def _look(self) -> None:
        info = await self._api.call("getWebhookInfo", {})
        if not isinstance(info, Mapping):
            return
        if not self._ours or self._is_strange(info):
            self._ours = False
            self._metrics.alarm(
                "telegram_webhook",
                "Telegram's webhook was not ours any more: another program has our token. It is set again. "
                "Stop that program, or take a new token from @BotFather.",
            )
            await self._api.call("setWebhook", self._webhook)
            self._ours = True
        self.heard()

    def _is_strange(self, info: Mapping[str, Any]) -> bool:
        """Whether somebody else set it: another address, other kinds of update, or another secret than ours.

        The secret is not told; but updates that came with another were refused by us (403).
        """
        kinds = info.get("allowed_updates")
        if info.get("url") != self._webhook["url"]:
            return True
        if isinstance(kinds, list) and {*map(str, kinds)} != {*self._webhook["allowed_updates"]}:
            return True
        new, self._error_date = info.get("last_error_date") != self._error_date, info.get("last_error_date")
        return new and "403" in str(info.get("last_error_message"))

    # ------------------------------------------------------------ by polling

    async def taken(self, problem: Taken, wait: float) -> None:
        """A poll was ended by somebody else: takes them back, and waits, at most so long. Raises Unauthorised."""
        if problem.by_webhook:
            self._ours = False
            self._metrics.alarm(
                "telegram_webhook",
                "Another program set a webhook with our token, so that nothing comes to us. It is deleted. "
                "Stop that program, or take a new token from @BotFather.",
            )
            try:
                await self._api.call("deleteWebhook", {})
                self._ours = True
            except Unauthorised:
                raise
            except SendError as failure:
                log.warning("telegram.webhook_not_deleted", problem=type(failure).__name__)
        else:
            self._rival = asyncio.get_running_loop().time()
            self._metrics.alarm(
                "telegram_poller",
                "Another program polls with our token, and takes a part of what people write: stop it. "
                "Perhaps an old copy of this bot still runs.",
            )
        await asyncio.sleep(min(wait, _LONGEST_WAIT) * random.uniform(0.8, 1.2))  # noqa: S311
