"""The NIK and other numbers: found in a text, judged, recognised when they must not be published."""

from data.nik.nik import Found, find

__all__ = ["Found", "find"]
