"""Spoils JSON by its structure: fields lost, twice, of another type, deep, huge, or no JSON at all."""

import copy
import json
import random
from typing import Any

from tests.faults.fuzz_texts import made_up_nik

DEEP = (3, 60, 300, 5_000, 30_000)
IDS = {"id", "message_id", "update_id"}
"""Fields that name a chat, a message or an update: we keep those, and Telegram never puts a NIK there."""

FIELDS = (
    "text", "choice", "caption", "entities", "entities", "caption_entities", "reply_markup", "reply_to_message", "from",
    "forward_origin", "forward_date", "photo", "document", "video", "animation", "contact", "location", "poll", "story",
    "sender_chat", "date", "type", "data", "message", "edited_message", "callback_query", "my_chat_member", "is_bot",
    "language_code", "new_chat_member", "file_size", "width", "mime_type", "", "x" * 300, "__proto__", "\u0000",
)  # fmt: skip
"""Names that mean something here or there, and some that mean nothing."""


class Raw(str):
    """Written as it stands."""

    __slots__ = ()


class Twice:
    """A field that stands there twice."""

    def __init__(self, first: Any, second: Any) -> None:
        self.first, self.second = first, second


class Spoiled:
    """A piece of JSON, what was done to it, and the NIKs that were put in."""

    def __init__(self, tree: Any) -> None:
        self.tree = copy.deepcopy(tree)
        self.how: list[str] = []
        self.niks: set[str] = set()

    def once_more(self, rng: random.Random) -> None:
        """Does one more thing to one place in it."""
        parent, key = rng.choice(_places(self.tree) or [(None, "")])
        if parent is None:
            self.how.append("whole")
            self.tree = self._odd(rng, "")
            return
        kind = rng.choices(["odd", "lost", "twice", "deep", "another", "swapped"], [10, 4, 2, 2, 5, 2])[0]
        self.how.append(f"{key if isinstance(key, str) and len(key) < 30 else '[]'}: {kind}")
        if kind == "lost":
            del parent[key]
        elif kind == "twice" and isinstance(parent, dict):
            parent[key] = Twice(self._odd(rng, str(key)), parent[key])
        elif kind == "deep":
            parent[key] = _deep(rng)
        elif kind == "another" and isinstance(parent, dict):
            name = rng.choice(FIELDS)
            self.how.append(name[:20])
            parent[name] = self._odd(rng, name)
        elif kind == "swapped":
            other, there = rng.choice(_places(self.tree))
            if not {str(key), str(there)} & IDS and isinstance(other[there], (str, int, float)):
                parent[key] = other[there]
        else:
            parent[key] = self._odd(rng, str(key))

    def _odd(self, rng: random.Random, key: str) -> Any:
        if key not in IDS and rng.random() < 0.08:
            nik = made_up_nik(rng)
            self.niks.add(nik)
            return rng.choice([nik, int(nik), [nik], {nik: nik}])
        return copy.deepcopy(rng.choice(ODD))

    @property
    def written(self) -> bytes:
        """As JSON, or what is left of it. Half a pair of surrogates stays half."""
        return written(self.tree).encode("utf-8", "surrogatepass")


ODD: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, -(2**31) - 1, 2**53 + 1, 2**63 - 1, 2**63, 2**64, 10**30, Raw("1" * 4_000), 1.5,
    1e308, -0.0, Raw("NaN"), Raw("-Infinity"), Raw("1e999"), Raw("01"), Raw("1E400000000"), "", " ", "\x00",
    Raw('"\\ud83d"'), Raw('"\\udc00x"'), Raw('"\\u0000"'), "\ud83d", "x" * 5_000, "㌖" * 2_000, [], [[]], {}, [None],
    [1], [{}], ["a"], [[[1]]], {"a": 1}, {"": {}}, {"type": 1}, [{"type": []}], [{"type": "text_link"}],
    [{"offset": -1}], "1", "true", "null", "-1", "private", "id", "1_0", "١٢", Raw(""), Raw("'x'"), Raw("undefined"),
    Raw("1,"), Raw("]"),
)  # fmt: skip


def _places(tree: Any) -> list[tuple[Any, Any]]:
    """Every place in it, as container and key."""
    if isinstance(tree, Twice):
        return _places(tree.second)
    keys = list(tree) if isinstance(tree, dict) else range(len(tree)) if isinstance(tree, list) else []
    return [place for key in keys for place in ((tree, key), *_places(tree[key]))]


def _deep(rng: random.Random) -> Raw:
    deep = rng.choice(DEEP)
    start, end = rng.choice([("[", "]"), ('{"a":', "}"), ('{"reply_to_message":', "}"), ('[{"text":', "}]")])
    return Raw(start * deep + "1" + (end * deep if rng.random() < 0.8 else ""))


def written(tree: Any) -> str:
    """JSON, with what JSON has no words for."""
    if isinstance(tree, Raw):
        return str(tree)
    if isinstance(tree, dict):
        return f"{{{','.join(_pair(key, value) for key, value in tree.items())}}}"
    if isinstance(tree, list):
        return f"[{','.join(map(written, tree))}]"
    return json.dumps(tree, ensure_ascii=False)


def _pair(key: str, value: Any) -> str:
    if isinstance(value, Twice):
        return f"{_pair(key, value.first)},{_pair(key, value.second)}"
    return f"{json.dumps(key, ensure_ascii=False)}:{written(value)}"
