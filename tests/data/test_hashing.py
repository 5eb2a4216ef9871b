"""The key that protects every hash."""

import hmac
from itertools import count
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.files import atomic
from data.hashing import Key, KeyProblem, make, parse, read
from data.language.redaction import redact


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_a_hash_is_hmac_sha256_cut_to_16_bytes(secret: bytes, message: bytes) -> None:
    assert Key(secret).keyed(message) == hmac.digest(secret, message, "sha256")[:16]


def test_a_nik_is_hashed_as_any_message() -> None:
    key = parse("5a" * 32)
    assert key.of_nik("3275050903889401") == key.keyed(b"3275050903889401")
    assert key.of_factor(key.of_nik("3275050903889401"), "BUDI") == key.keyed(key.of_nik("3275050903889401") + b"BUDI")


def test_a_new_key_is_random_private_and_never_overwritten(tmp_path: Path) -> None:
    file = tmp_path / "keys" / "nik.key"
    key = make(file)
    assert file.stat().st_mode & 0o777 == 0o600
    assert read(file).fingerprint == key.fingerprint
    assert make(tmp_path / "other.key").fingerprint != key.fingerprint
    with pytest.raises(KeyProblem, match="exists already"):
        make(file)


def test_a_new_key_is_on_the_disk_before_anything_is_hashed_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    forced: list[tuple[str, int]] = []
    monkeypatch.setattr(atomic, "fsync", lambda path: forced.append((path.name, path.stat().st_size)))
    make(tmp_path / "nik.key")
    assert [name for name, _ in forced] == ["nik.key", tmp_path.name]
    assert forced[0][1] == 65


def test_no_new_key_is_named_by_what_looks_like_a_number(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = (f"{n:064x}" for n in count())
    numbered = next(one for one in every if redact(parse(one).fingerprint) != parse(one).fingerprint)
    drawn = iter([numbered, "5a" * 32])
    monkeypatch.setattr("data.hashing.secrets.token_hex", lambda _: next(drawn))
    assert make(tmp_path / "nik.key") == parse("5a" * 32)


def test_a_key_never_shows_itself() -> None:
    key = parse("5a" * 32)
    assert "5a5a" not in repr(key)
    assert key.secret.hex() not in key.fingerprint


@pytest.mark.parametrize("written", ["", "xyz", "5a" * 31, "5a" * 33, "5A" * 32 + " 1"])
def test_a_malformed_key_is_refused(written: str) -> None:
    with pytest.raises(KeyProblem, match="64 hex digits"):
        parse(written)


def test_a_missing_or_unreadable_key_file_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match="sigap key"):
        read(tmp_path / "none.key")
    (tmp_path / "binary.key").write_bytes(b"\xff\xfe")
    with pytest.raises(KeyProblem, match="cannot be read"):
        read(tmp_path / "binary.key")
