"""Whose word is taken on where a request came from."""

from pathlib import Path

import pytest

from bot.doctor import examination
from bot.doctor.finding import Finding
from bot.setting_values import proxies
from bot.settings import Settings
from tests.conftest import Office
from tests.support.processes import House


@pytest.mark.parametrize(
    ("written", "which"),
    [("10.0.0.7, rumah", "second"), ("10.0.0.300", "first"), ("*", "first"), ("10.0.0.7," * 22 + "x", "23rd")],
)
def test_a_wrong_one_is_told_in_words_that_can_be_read(tmp_path: Path, written: str, which: str) -> None:
    house = House(tmp_path / "house", {"SIGAP_TRUSTED_PROXIES": written})
    done = house.sigap("ask")
    said = done.stderr.decode()
    assert done.returncode == 2
    assert f"SIGAP_TRUSTED_PROXIES: the {which} proxy is not an address" in said
    assert "such as 10.0.0.7 or ::1" in said
    assert "redacted" not in said
    assert "/" not in said  # no network as an example: people copy it
    assert written not in said


def test_a_network_with_bits_of_a_host_is_told_as_one() -> None:
    with pytest.raises(
        ValueError, match="the second proxy is a network whose address has bits behind its prefix length"
    ):
        proxies.read("10.0.0.7, 10.0.0.1/8")


@pytest.mark.parametrize("name", ["SIGAP_TELEGRAM_API_URL", "SIGAP_PUBLIC_URL"])
def test_no_password_in_an_address_is_taken_or_repeated(tmp_path: Path, name: str) -> None:
    done = House(tmp_path / "house", {name: "https://me:SECRET@sigap.example/x"}).sigap("doctor")
    assert done.returncode == 2
    assert f"{name}: an address must not hold a name and password" in done.stderr.decode()
    assert b"SECRET" not in done.stdout + done.stderr


def _found(office: Office, **settings: object) -> list[Finding]:
    values = {"data_dir": office.home, "nik_key": office.key.secret.hex(), **settings}
    return [one for one in examination.examine(Settings.model_validate(values)) if one.name == "proxies"]


@pytest.mark.parametrize(
    ("trusted", "level"),
    [
        ("0.0.0.0/0", "error"),
        ("::/0", "error"),
        ("0.0.0.0/1, 128.0.0.0/1", "error"),
        ("::ffff:0:0/96", "error"),
        ("10.0.0.7, 0.0.0.0/0", "error"),
        ("64:ff9b::/96", "error"),
        ("64:ff9b::/64", "error"),
        ("2002::/16", "error"),
        ("::/8", "error"),
        ("2000::/3", "error"),
        ("36.64.0.0/11", "warning"),
        ("8.8.8.0/24", "warning"),
        ("2404:8000::/27", "error"),
        ("64:ff9b::/97", "error"),
        ("::ffff:0.0.0.0/97", "error"),
        ("::/97", "error"),
        ("2002::/17", "error"),
        ("64:ff9b::800:0/104", "warning"),
        (", ".join(f"{number}.0.0.0/8" for number in range(11, 100)), "error"),
        (", ".join(f"{number}.0.0.0/8" for number in (36, 103)), "error"),
        (", ".join(f"64:ff9b::{number:x}00:0/104" for number in (36, 103)), "error"),
        ("8.0.0.0/8", "warning"),
        ("8.0.0.0/8, 8.0.0.0/9, 8.128.0.0/9, 10.0.0.0/8", "warning"),
        (", ".join(f"2404:{number:x}000::/32" for number in range(8)), "error"),
        ("2404:8000:1::/64", "warning"),
        ("10.0.0.0/8", "warning"),
        ("172.16.0.0/12", "warning"),
        ("fd00::/8", "warning"),
        ("10.0.0.7", "ok"),
        ("10.0.0.0/24, ::1", "ok"),
        ("8.8.8.8", "ok"),
        ("2404:8000:1::7", "ok"),
        ("::ffff:10.0.0.7", "ok"),
    ],
)
def test_the_doctor_judges_how_wide_they_are(office: Office, trusted: str, level: str) -> None:
    (found,) = _found(office, trusted_proxies=trusted)
    assert found.level == level
    assert bool(found.advice) is (level != "ok")


def test_a_public_address_without_a_proxy_is_named(office: Office) -> None:
    (found,) = _found(office, public_url="https://sigap.example")
    assert found.level == "warning"
    assert "everybody seems to come from one address" in found.said
    assert "SIGAP_TRUSTED_PROXIES" in found.advice
    assert _found(office, public_url="https://sigap.example", trusted_proxies="10.0.0.7")[0].level == "ok"
    assert _found(office)[0].level == "ok"


def test_the_path_of_the_chat_is_told_and_is_not_written_twice(office: Office) -> None:
    def web(**settings: object) -> list[Finding]:
        values = {"data_dir": office.home, "nik_key": office.key.secret.hex(), **settings}
        return [one for one in examination.examine(Settings.model_validate(values)) if one.name == "web"]

    assert web() == []
    (found,) = web(web_path="/sigap", public_url="https://kota.example")
    assert (found.level, "/sigap/" in found.said) == ("ok", True)
    (found,) = web(web_path="/sigap", public_url="https://kota.example/sigap")
    assert found.level == "error"
    assert "without /sigap" in found.advice


def test_spaces_and_commas_do_not_matter() -> None:
    assert list(map(str, proxies.read(" 10.0.0.7 ,, ::1,"))) == ["10.0.0.7/32", "::1/128"]
