"""Sets what Telegram shows beside the chat: commands, menu button, description; tries again until it works."""

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
_DESCRIPTIONS = {"description": "MyDescription", "short_description": "MyShortDescription"}
"""The methods that read (`get`) and change (`set`) each field of `TelegramProfile`."""


async def show(api: Api) -> None:
    """Sets the menu that everybody sees, in each language; one that fails does not delay the others."""
    scope = {"type": "all_private_chats"}
    listed = [{"commands": written.commands(code), "scope": scope, "language_code": code} for code in texts.LANGUAGES]
    listed.append({"commands": written.commands(texts.DEFAULT), "scope": scope})
    await asyncio.gather(
        *(_call_until_it_works(api, "setMyCommands", one) for one in listed),
        _call_until_it_works(api, "setChatMenuButton", {"menu_button": {"type": "commands"}}),
        *(_describe(api, code) for code in ("", *texts.LANGUAGES)),
    )


async def _describe(api: Api, language: str) -> None:
    """Sets both descriptions in a language, or with "" in all others; only where they changed.

    Telegram limits how often they may be changed, and a bot may restart often.
    """
    profile = texts.telegram(language or texts.DEFAULT)
    for name, method in _DESCRIPTIONS.items():
        spoken = {"language_code": language} if language else {}
        said = await _until_answered(api, f"get{method}", spoken)
        wanted = getattr(profile, name)
        if said is not None and not (isinstance(said, Mapping) and said.get(name) == wanted):
            await _until_answered(api, f"set{method}", {name: wanted, **spoken})


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


async def _until_answered(api: Api, method: str, parameters: Mapping[str, Any]) -> Any:
    """Calls until Telegram answers; None where it refuses, e.g. a Bot API server that does not know the method."""
    try:
        return await until_done(partial(api.call, method, parameters), Backoff(_FIRST_WAIT, _LONGEST_WAIT))
    except SendError as problem:
        log.warning("telegram.description_not_set", method=method, problem=type(problem).__name__)
        return None
