"""Finds and validates NIKs in a text, and recognises them and other numbers where none may appear. Begin with `nik`."""

from data.nik.nik import Found, find

__all__ = ["Found", "find"]
