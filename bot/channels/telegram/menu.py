"""Sets the commands and the menu button beside the text field; tries again until it works."""

import asyncio
from collections.abc import Mapping
from functools import partial
from typing import Any

import structlog

from bot.channels.telegram import render as written
from bot.channels.telegram.client import Api
from bot.sending.backoff import Backoff, until_done
from bot.sending.errors import SendError
from data.content import texts

log = structlog.get_logger()

_FIRST_WAIT = 1.0
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
    try:
        await until_done(
            partial(api.call, method, parameters),
            Backoff(_FIRST_WAIT, _LONGEST_WAIT),
            again=lambda problem: not (problem.ends_channel or problem.ends_subscription),
            failed=lambda problem: log.warning("telegram.menu_not_set", method=method, problem=type(problem).__name__),
        )
    except SendError:
        return False
    return True
