"""NIKs and other numbers in a text: found, validated, and recognised where none may stand. Begin with `nik`."""

from data.nik.nik import Found, find

__all__ = ["Found", "find"]
