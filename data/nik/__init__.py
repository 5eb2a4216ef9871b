"""The NIK and other numbers: found in a text, judged, recognised when they must not be published.

`find` is at home in `nik.py`. It is loaded when it is first used: a list is read without it.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from data.nik.nik import Found, find

__all__ = ["Found", "find"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from data.nik import nik  # noqa: PLC0415

    return getattr(nik, name)
