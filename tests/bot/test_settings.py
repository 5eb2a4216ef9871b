"""A setting that cannot be is refused by its name, and a secret that stands in the wrong one is never shown."""

import re
from pathlib import Path

import pytest

from bot import settings
from bot.setting_values.secrets import SettingsProblem
from bot.settings import Settings
from data import hashing
from data.files import file_names
from data.hashing import KeyProblem
from tests.support.processes import House

KEY = "deadbeef" * 8
TOKEN = "1234567890:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"
SECRET = "Sup3rS3cretWebhook"
PATHS = ("data_dir", "nik_key_file", "telegram_token_file", "telegram_secret_file", "audit_head")
MISPLACED = {
    "the key": KEY,
    "the key in capitals": KEY.upper(),
    "the key without its last sign": KEY[:-1],
    "the key as a path": f"./{KEY}",
    "the key at home": f"~/{KEY}",
    "the key as it is set": f"SIGAP_NIK_KEY={KEY}",
    "the key with blanks": f" {KEY[:32]} {KEY[32:]}\n",
    "the token": TOKEN,
    "the token as a path": f"/etc/{TOKEN}",
    "the token in an address": f"https://api.telegram.org/bot{TOKEN}",
}


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("kind", MISPLACED)
def test_a_secret_is_not_taken_for_the_name_of_a_file(monkeypatch: pytest.MonkeyPatch, name: str, kind: str) -> None:
    monkeypatch.setenv(f"SIGAP_{name.upper()}", MISPLACED[kind])
    with pytest.raises(SettingsProblem, match=f"SIGAP_{name.upper()}: this takes the name of a file") as told:
        settings.read()
    assert not re.search("(?i)deadbeef|AAEh", str(told.value))


@pytest.mark.parametrize("name", PATHS)
@pytest.mark.parametrize("written", ["a" * 5000, "/a" * 50_000, f"/tmp/{'é' * 200}/x", "a\0b", "~nobody-here/x"])
def test_what_can_be_no_path_is_refused_by_the_setting_s_name(name: str, written: str) -> None:
    with pytest.raises(ValueError, match=name) as told:
        Settings.model_validate({name: written})
    assert "validation error" in str(told.value)


@pytest.mark.parametrize("written", ["/var/lib/docker/volumes/" + "ab" * 32 + "/_data", "~/sigap.key", "nik.key", "."])
def test_a_name_of_a_file_stays_one(written: str) -> None:
    assert file_names.why_unfit(written) == ""


@pytest.mark.parametrize(
    ("setting", "secret"),
    [
        ("SIGAP_NIK_KEY_FILE", KEY),
        ("SIGAP_NIK_KEY_FILE", "geheim7HUSHQx"),
        ("SIGAP_TELEGRAM_TOKEN_FILE", TOKEN),
        ("SIGAP_TELEGRAM_TOKEN_FILE", "AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"),
        ("SIGAP_TELEGRAM_SECRET_FILE", SECRET),
        ("SIGAP_TELEGRAM_SECRET_FILE", "geheim7HUSHQx" * 7_000),
        ("SIGAP_AUDIT_HEAD", TOKEN),
        ("SIGAP_PUBLIC_URL", f"https://x.id/{TOKEN}"),
        ("SIGAP_TELEGRAM_API_URL", f"http://127.0.0.1:1/bot{TOKEN}"),
        ("SIGAP_WEB_HOST", TOKEN),
        ("SIGAP_SENDER", f"Pemkot {KEY}"),
    ],
)
def test_no_command_shows_a_secret_that_stands_in_the_wrong_setting(tmp_path: Path, setting: str, secret: str) -> None:
    house = House(tmp_path / "house", {"SIGAP_TELEGRAM_TOKEN": TOKEN, "SIGAP_TELEGRAM_API_URL": "http://127.0.0.1:1"})
    if setting == "SIGAP_TELEGRAM_TOKEN_FILE":
        del house.env["SIGAP_TELEGRAM_TOKEN"]
    house.env[setting] = secret
    done = house.sigap("doctor")
    said = done.stdout + done.stderr
    assert done.returncode in {1, 2}
    assert secret[:13].encode() not in said
    assert len(said) < 6000
    assert b"Traceback" not in said


def test_nor_does_an_import_without_its_key(tmp_path: Path) -> None:
    house = House(tmp_path / "house", {"SIGAP_NIK_KEY_FILE": "geheim7HUSHQx"})
    done = house.sigap("import", "x.csv", "--as-of", "2025-11-05")
    assert done.returncode == 2
    assert b"geheim" not in done.stderr
    assert b"sigap key FILE" in done.stderr


def test_no_key_is_written_to_a_file_called_as_a_key_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(KeyProblem, match="not the key") as told:
        hashing.make(Path(KEY))
    assert KEY not in str(told.value)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_is_not_there_is_named_where_it_is_surely_one(tmp_path: Path) -> None:
    with pytest.raises(KeyProblem, match=f"sigap key {tmp_path}/nik.key"):
        hashing.read(tmp_path / "nik.key")
    with pytest.raises(KeyProblem, match=r"no key file missing\.key"):
        hashing.read(Path("missing.key"))


WRONG_ADDRESSES = [
    "https://[::1",
    "https://a:99999999",
    "https://a:0",
    "https://a:",
    "https://a:b",
    "https://a..b",
    "https://:80",
    f"https://{'a' * 64}.id",
    f"https://a.id/{'a' * 4000}",
    "https://a.id/\x1b[2J",
    "https://a.id\u202e",
    "https://[::1]a",
    "http://localhost.evil.example",
]


@pytest.mark.parametrize("written", WRONG_ADDRESSES)
def test_an_address_that_cannot_be_called_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="public_url"):
        Settings.model_validate({"public_url": written})
    if not written.startswith("http://"):
        with pytest.raises(ValueError, match="telegram_api_url"):
            Settings.model_validate({"telegram_api_url": written})


@pytest.mark.parametrize("written", ["https://sigap.bekasikota.go.id", "http://localhost:8080", "https://[::1]:8443/a"])
def test_an_address_stays_one(written: str) -> None:
    assert Settings.model_validate({"public_url": f"{written}/"}).public_url == written


@pytest.mark.parametrize(
    ("written", "path"),
    [("/", "/"), ("sigap", "/sigap"), ("/sigap/", "/sigap"), ("/layanan/cek-nik", "/layanan/cek-nik")],
)
def test_the_path_of_the_chat_has_no_slash_at_its_end(written: str, path: str) -> None:
    found = Settings.model_validate({"web_path": written, "public_url": "https://kota.example/"})
    assert found.web_path == path
    assert found.chat_url == f"https://kota.example{path}".rstrip("/")


@pytest.mark.parametrize(
    "written", ["/chat", "/static/x", "/telegram", "/a//b", "/a b", "/../x", "/a;b", "/ä", "/a?b", "/" + "a" * 400]
)
def test_a_path_that_cannot_be_served_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match="web_path"):
        Settings.model_validate({"web_path": written})


@pytest.mark.parametrize(
    ("written", "origins"),
    [
        ("", ""),
        ("https://portal.example", "https://portal.example"),
        (" https://A.example/,\nhttps://b.example:8443  https://a.example", "https://a.example https://b.example:8443"),
    ],
)
def test_the_sites_that_may_frame_the_chat(written: str, origins: str) -> None:
    assert Settings.model_validate({"embed_origins": written}).embed_origins == origins


@pytest.mark.parametrize(
    "written",
    [
        "http://portal.example", "portal.example", "https://*.example", "*", "https:", "'self'", "https://localhost",
        "https://portal.example/page", "https://me:pw@portal.example", "https://portal.example:0", "https://a.example;x",
        "https://a.example\x1b", "https://pörtal.example", "https://-.example",
        " ".join(f"https://a{n}.id" for n in range(21)),
    ],
)  # fmt: skip
def test_a_site_that_is_no_https_origin_may_not(written: str) -> None:
    with pytest.raises(ValueError, match="embed_origins"):
        Settings.model_validate({"embed_origins": written})


@pytest.mark.parametrize(
    "name", [one for one, field in Settings.model_fields.items() if field.annotation is float and field.default]
)
@pytest.mark.parametrize("written", ["inf", "nan", "-1", "0", "1e400", "1e-300"])
def test_a_rate_is_a_number_that_can_be_kept(name: str, written: str) -> None:
    with pytest.raises(ValueError, match=name):
        Settings.model_validate({name: written})


@pytest.mark.parametrize("name", [name for name, field in Settings.model_fields.items() if field.annotation is int])
def test_a_count_fits_into_the_database_and_the_clock(name: str) -> None:
    with pytest.raises(ValueError, match=name):
        Settings.model_validate({name: "9" * 19})


def test_the_digits_of_a_token_are_those_of_telegram() -> None:
    with pytest.raises(ValueError, match="a token looks like"):
        Settings.model_validate({"telegram_token": "١٢٣:abc"})


ACCESS = {
    "whatsapp_token": "EAAtoken",
    "whatsapp_phone_id": "106540352242922",
    "whatsapp_app_secret": "secret",
    "whatsapp_verify_token": "word",
}


def test_whatsapp_is_off_without_settings_and_a_part_of_them_is_named() -> None:
    assert Settings().whatsapp is None
    assert Settings.model_validate(ACCESS).whatsapp
    with pytest.raises(SettingsProblem, match="missing: SIGAP_WHATSAPP_APP_SECRET"):
        assert Settings.model_validate({**ACCESS, "whatsapp_app_secret": ""}).whatsapp


@pytest.mark.parametrize("written", ["EAA\r\nhost: other", "EAA tok", "EAAé"])
def test_a_token_of_whatsapp_that_cannot_stand_in_a_header_is_refused_and_not_shown(written: str) -> None:
    with pytest.raises(SettingsProblem, match="SIGAP_WHATSAPP_TOKEN") as told:
        assert Settings.model_validate({**ACCESS, "whatsapp_token": written}).whatsapp
    assert "EAA" not in str(told.value)
