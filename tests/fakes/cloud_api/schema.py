"""Meta's own OpenAPI of the Cloud API, with an overlay of ours for what it does not say yet.

The file is `business-messaging-api_v23.0.yaml` of github.com/facebook/openapi. It does not lie in this repository:
where the variable `META_OPENAPI` names a copy, every call of ours is checked by it too, and its examples are tested.
"""

import os
import re
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import yaml

from tests.fakes.cloud_api.errors import Refusal

_OVERLAY = Path(__file__).with_name("overlay.yaml")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@cache
def published() -> str:
    """The file as published; empty where there is no copy of it."""
    named = os.environ.get("META_OPENAPI")
    return Path(named).read_text() if named else ""


@cache
def components() -> dict[str, Any]:
    """The schemas, mended. Only the part of the file that holds them is parsed: the whole takes a second."""
    found = re.search(r"^components:\n.*?(?=^\S)", published(), re.DOTALL | re.MULTILINE)
    assert found
    overlay = yaml.load(_OVERLAY.read_text(), _LOADER)
    mended: dict[str, Any] = _mended(_patched(yaml.load(found[0], _LOADER), overlay))
    return mended


@cache
def webhook_examples() -> dict[str, dict[str, Any]]:
    """The payloads that Meta gives as examples, by name."""
    return _examples("/whatsapp/webhooks")


@cache
def message_examples() -> dict[str, dict[str, Any]]:
    """The messages that Meta gives as examples, by name."""
    return _examples("/{Version}/{Phone-Number-ID}/messages")


def _examples(path: str) -> dict[str, dict[str, Any]]:
    found = re.search(rf"^  {re.escape(path)}:\n.*?(?=^  \S|\Z)", published(), re.DOTALL | re.MULTILINE)
    assert found
    described = yaml.load(found[0], _LOADER)[path]
    examples = described["post"]["requestBody"]["content"]["application/json"]["examples"]
    return {name: one["value"] for name, one in examples.items()}


def _patched(target: Any, patch: Any) -> Any:
    """A JSON Merge Patch (RFC 7396)."""
    if not isinstance(patch, dict):
        return patch
    merged = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            merged.pop(name, None)
        else:
            merged[name] = _patched(merged.get(name), value)
    return merged


def _mended(schema: Any) -> Any:
    """Means what is meant: `additionalProperties: false` inside `allOf` sees only its own part, and would refuse all.

    What goes beyond all parts is refused by `unevaluatedProperties` of the whole.
    """
    if isinstance(schema, list):
        return [_mended(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {name: _mended(value) for name, value in schema.items()}
    parts = made.get("allOf")
    if isinstance(parts, list) and any(one.get("additionalProperties") is False for one in parts):
        made["allOf"] = [{name: one[name] for name in one if name != "additionalProperties"} for one in parts]
        made["unevaluatedProperties"] = False
    return made


@cache
def validator(name: str) -> jsonschema_rs.Draft202012Validator:
    """The compiled schema of this name."""
    return jsonschema_rs.Draft202012Validator({"$ref": f"#/components/schemas/{name}", **components()})


def _name_of(message: dict[str, Any]) -> str:
    if "status" in message:
        return "MarkMessageRequestPayload"
    mapping = components()["components"]["schemas"]["Message"]["discriminator"]["mapping"]
    return str(mapping[message.get("type", "text")]).rpartition("/")[2]


def check_request(message: dict[str, Any]) -> None:
    """Raises Refusal for a message that Meta's OpenAPI does not allow, where there is a copy of it."""
    if not published():
        return
    for problem in validator(_name_of(message)).iter_errors(message):
        where = "/".join(map(str, problem.instance_path))
        raise Refusal(100, f"Not valid by Meta's OpenAPI, at {where or 'the top'}: {problem.message}")


def check_response(message: dict[str, Any], said: dict[str, Any]) -> None:
    """Raises ValidationError where this fake answers as Meta does not: a bug of the fake."""
    if not published():
        return
    validator("MarkMessageResponsePayload" if "status" in message else "MessageResponsePayload").validate(said)
