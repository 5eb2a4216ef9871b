"""The secret key that hashes NIKs. It is kept outside every database, and identified by its fingerprint."""

import hashlib
import re
import secrets
from pathlib import Path

from data.files import atomic, file_names, given_files, own_files
from data.problems import Problem

HASH_BYTES = 16
"""The first 16 bytes of an HMAC-SHA256: no two of the 10^10 possible NIKs will collide by chance."""

KEY_BYTES = 32
_BLOCK = 64
_HEX_KEY = re.compile(r"[0-9a-f]{64}")
_MANY_DIGITS = re.compile(r"[0-9]{7}")


_UNSHOWN = "of that name (which is not shown, as it may be the key itself)"


class KeyProblem(Problem):
    """The key is missing, malformed or in the wrong place; the message says what to do."""


class NoKey(KeyProblem):
    """There is no key; what to do depends on whether anything was made with it."""


class Key:
    """32 secret bytes. Every hash is an HMAC-SHA256 cut to 16 bytes, which reveals nothing without the key."""

    __slots__ = ("_inner", "_outer", "fingerprint", "secret")

    def __init__(self, secret: bytes) -> None:
        # HMAC by its definition (RFC 2104), both pads hashed once: `hmac.new(secret).copy()` takes 1.5 times as long.
        padded = secret.ljust(_BLOCK, b"\0")
        self.secret = secret
        self._inner = hashlib.sha256(bytes(byte ^ 0x36 for byte in padded))
        self._outer = hashlib.sha256(bytes(byte ^ 0x5C for byte in padded))
        self.fingerprint = self.keyed(b"sigap key fingerprint").hex()[:16]
        """16 hex digits that identify the key without revealing it; snapshots carry them."""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Key) and self.secret == other.secret

    def __hash__(self) -> int:
        return hash(self.secret)

    def keyed(self, message: bytes) -> bytes:
        """HMAC-SHA256 of the message under this key, first 16 bytes."""
        inner = self._inner.copy()
        inner.update(message)
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()[:HASH_BYTES]

    def of_nik(self, nik: str) -> bytes:
        """The hash under which a coverage snapshot knows this NIK (16 ASCII digits)."""
        inner = self._inner.copy()
        inner.update(nik.encode("ascii"))  # like `keyed`, but without the call: an import does this for every row
        outer = self._outer.copy()
        outer.update(inner.digest())
        return outer.digest()[:HASH_BYTES]

    def of_factor(self, nik_hash: bytes, word: str) -> bytes:
        """The hash of a second factor: a normalised first name, or the last 4 digits of a KK."""
        return self.keyed(nik_hash + word.encode())

    def of_cookies(self) -> bytes:
        """The secret that signs the cookies of the web chat."""
        return self.keyed(b"web cookies of sigap")

    def of_bucket(self, *parts: str) -> bytes:
        """The hash under which a quota is counted, so that it outlives `/hapus` without an address."""
        return self.keyed("\0".join(("bucket", *parts)).encode())


def parse(text: str) -> Key:
    """The key written as 64 hex digits. Raises KeyProblem."""
    cleaned = text.strip().lower()
    if not _HEX_KEY.fullmatch(cleaned):
        raise KeyProblem("The NIK key must be 64 hex digits, as `sigap key FILE` writes them.")
    return Key(bytes.fromhex(cleaned))


def read(path: Path) -> Key:
    """The key in a file. Raises KeyProblem."""
    named = file_names.display_name(path, _UNSHOWN)
    try:
        return parse(given_files.read(path).decode("ascii"))
    except FileNotFoundError:
        raise NoKey(
            f"There is no key file {named}. If there ever was one, bring back its copy. Only where nothing was "
            f"imported yet, make one with: sigap key {file_names.display_name(path, 'FILE')}"
        ) from None
    except (OSError, UnicodeDecodeError) as error:
        why = getattr(error, "strerror", None) or "it is no text"
        raise KeyProblem(f"The key file {named} cannot be read: {why}.") from None


def recovery_advice(fingerprint: str, where: str) -> NoKey:
    """What to do when the key of existing snapshots or answers is missing."""
    named = f" {fingerprint}" if fingerprint else ""
    return NoKey(
        f"{where}, and what lies in the data directory was made with the key{named}. Bring back the copy of that key, "
        "and set SIGAP_NIK_KEY_FILE to it: then nothing is lost. Make no new one: with another key "
        "no NIK can be checked until a list is imported again, all who wait for news wait in vain, and quotas begin "
        "anew. If it is lost for good: sigap rekey --help"
    )


def _random_key() -> str:
    """A random key whose fingerprint does not look like a personal number, which logs would redact."""
    while _MANY_DIGITS.search(parse(text := secrets.token_hex(32)).fingerprint):
        pass
    return text


def make(path: Path) -> Key:
    """Writes a new random key, readable only by its owner. Raises KeyProblem rather than overwriting a file."""
    if why := file_names.why_unfit(str(path)):
        raise KeyProblem(f"No key can be written there: {why}.")
    text = _random_key()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with own_files.open_private(path, anew=True) as file:
            file.write(f"{text}\n".encode("ascii"))
        atomic.fsync(path)
        atomic.fsync(path.parent)
    except FileExistsError:
        raise KeyProblem(
            f"{path} exists already. A snapshot made with one key cannot be read with another, "
            "so an old key is never overwritten."
        ) from None
    except OSError as error:
        raise KeyProblem(f"{path} cannot be written: {error.strerror}.") from None
    return parse(text)
