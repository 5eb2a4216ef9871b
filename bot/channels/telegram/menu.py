"""Sets the commands and the menu button beside the text field; tries again until it works."""

import asyncio
import random
from collections.abc import Mapping
from typing import Any

import structlog

from bot.channels.telegram import render as written
from bot.channels.telegram.client import Api
from bot.sending.contract import Gone, SendError, Unauthorised
from data.content import texts

log = structlog.get_logger()

FIRST_WAIT = 1.0
_LONGEST_WAIT = 600.0
"""Seconds."""


async def show(api: Api) -> None:
    """Sets the menu that everybody sees, in each language; one that fails does not delay the others."""
    scope = {"type": "all_private_chats"}
    listed = [{"commands": written.commands(code), "scope": scope, "language_code": code} for code in texts.LANGUAGES]
    listed.append({"commands": written.commands(texts.DEFAULT), "scope": scope})
    await asyncio.gather(
        *(_call_until_it_works(api, "setMyCommands", one) for one in listed),
        _call_until_it_works(api, "setChatMenuButton", {"menu_button": {"type": "commands"}}),
    )


async def show_staff(api: Api, address: str) -> bool:
    """Sets the commands of the desk in the chat of a member of staff; False when we cannot write there."""
    listed = {"commands": written.staff_commands(), "scope": {"type": "chat", "chat_id": int(address)}}
    return await _call_until_it_works(api, "setMyCommands", listed)


async def _call_until_it_works(api: Api, method: str, parameters: Mapping[str, Any]) -> bool:
    """Calls until it works; False when trying again would not help."""
    wait = FIRST_WAIT
    while True:
        try:
            await api.call(method, parameters)
        except (Unauthorised, Gone):
            return False
        except SendError as problem:
            log.warning("telegram.menu_not_set", method=method, problem=type(problem).__name__)
            await asyncio.sleep(max(wait, getattr(problem, "retry_after", 0.0)) * random.uniform(1, 1.2))  # noqa: S311
            wait = min(_LONGEST_WAIT, wait * 2)
        else:
            return True
