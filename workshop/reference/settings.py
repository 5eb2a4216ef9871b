"""The page of the settings: names, defaults, values and meanings, from the settings themselves."""

import typing
from pathlib import Path
from types import NoneType
from typing import Any, Literal

from annotated_types import Ge
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from bot.setting_values.whatsapp import WhatsAppSettings
from bot.settings import Settings
from workshop.reference.markdown import code, generated, table
from workshop.reference.source import attributes_of


def page() -> str:
    """The page."""
    rows = [
        (code(f"SIGAP_{name.upper()}"), code(_default(field)), _values(field), meaning)
        for name, meaning in meanings().items()
        if (field := Settings.model_fields.get(name))
    ]
    return generated(
        "Settings",
        "Every setting, with its default and its meaning.",
        "Settings are read once, when a command starts: from the environment, else from a `.env` file in the current "
        "directory (of at most 64 KB; nothing in it is replaced, `${HOME}` neither). An empty setting is not set. In "
        "a path `~` is the home directory; whole numbers may be written as 3000, 3.000, 3,000 or 3 000.",
        table(("setting", "default", "value", "meaning"), rows),
    )


def meanings() -> dict[str, str]:
    """The meaning of each setting by the name of its field, in the order of the page."""
    return {name: meaning for group in (Settings, WhatsAppSettings) for name, meaning in attributes_of(group).items()}


def _default(field: FieldInfo) -> str:
    """As one would write it; empty where nothing is set, or where it depends on the machine."""
    if field.default_factory is not None or field.default in {None, ""}:
        return ""
    return str(field.default).lower() if isinstance(field.default, bool) else str(field.default)


def _values(field: FieldInfo) -> str:
    kinds = _kinds(field.annotation)
    if Literal in {typing.get_origin(kind) for kind in kinds}:
        return " or ".join(code(word) for kind in kinds for word in typing.get_args(kind))
    if bool in kinds:
        return "`true` or `false`"
    if int in kinds:
        (least,) = (int(str(rule.ge)) for rule in field.metadata if isinstance(rule, Ge))
        return f"whole number, {least} or more"
    names = {float: "number", SecretStr: "secret", Path: "path", str: "text"}
    return next(name for kind, name in names.items() if kind in kinds)


def _kinds(annotation: Any) -> set[Any]:
    """The types that a setting may be of, without None and without what is checked of them."""
    if typing.get_origin(annotation) is typing.Annotated:
        return _kinds(typing.get_args(annotation)[0])
    if typing.get_origin(annotation) is Literal or not typing.get_args(annotation):
        return {annotation} - {NoneType}
    return {kind for one in typing.get_args(annotation) for kind in _kinds(one)}
