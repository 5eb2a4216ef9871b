"""What a document is: a PDF, a picture that was sent as a file, or something else; by its name and first bytes."""

from typing import Literal

Kind = Literal["pdf", "image", "other"]

BEGINNING = 1024
"""Bytes of a file that are looked into: a PDF may have something before its mark, as readers allow."""
_PDF = b"%PDF-"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_BOXES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif", b"ftyphevc")
"""Of HEIC and AVIF, after four bytes of length."""
_ENDINGS = frozenset("jpg jpeg jpe jfif png gif webp heic heif bmp tif tiff avif".split())
_SAYS_NOTHING = frozenset({"", "application/octet-stream", "binary/octet-stream"})


def _ending(name: str) -> str:
    return name.lower().rpartition(".")[2] if "." in name else ""


def told(name: str, mime: str) -> Kind:
    """As the sender's app says; where it says nothing at all, by the name."""
    mime = mime.lower().partition(";")[0].strip()
    if mime == "application/pdf" or (not mime and _ending(name) == "pdf"):
        return "pdf"
    if mime.startswith("image/") or (_ending(name) in _ENDINGS and mime in _SAYS_NOTHING):
        return "image"
    return "other"


def seen(name: str, beginning: bytes) -> Kind:
    """As its first bytes show; a PDF must be called one, too, or phones will not open it."""
    if beginning.startswith(_PICTURES) or beginning[4:12] in _BOXES or beginning[8:12] == b"WEBP":
        return "image"
    return "pdf" if _PDF in beginning[:BEGINNING] and _ending(name.strip()) == "pdf" else "other"
