"""Tells the kind of a document by its name and first bytes: a PDF, a picture sent as a file, or something else."""

from typing import Literal

Kind = Literal["pdf", "image", "other"]

BEGINNING = 1024
"""How many bytes of a file are looked at: PDF readers allow other bytes before the signature."""
_PDF = b"%PDF-"
_PICTURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF8", b"II*\x00", b"MM\x00*", b"BM")
_BOXES = (b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif", b"ftyphevc")
"""The signatures of HEIC and AVIF, which follow four bytes of length."""
_PICTURE_EXTENSIONS = frozenset("jpg jpeg jpe jfif png gif webp heic heif bmp tif tiff avif".split())
_UNSPECIFIC = frozenset({"", "application/octet-stream", "binary/octet-stream"})


def _extension(name: str) -> str:
    return name.lower().rpartition(".")[2] if "." in name else ""


def declared_kind(name: str, mime: str) -> Kind:
    """The kind that the sender's app declares; where it declares none, by the name."""
    mime = mime.lower().partition(";")[0].strip()
    if mime == "application/pdf" or (not mime and _extension(name) == "pdf"):
        return "pdf"
    if mime.startswith("image/") or (_extension(name) in _PICTURE_EXTENSIONS and mime in _UNSPECIFIC):
        return "image"
    return "other"


def detected_kind(name: str, beginning: bytes) -> Kind:
    """The kind by the first bytes. A PDF needs the extension as well, or phones will not open it."""
    if beginning.startswith(_PICTURES) or beginning[4:12] in _BOXES or beginning[8:12] == b"WEBP":
        return "image"
    return "pdf" if _PDF in beginning[:BEGINNING] and _extension(name.strip()) == "pdf" else "other"
