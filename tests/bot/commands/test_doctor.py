"""`sigap doctor` says how everything is, and what to do."""

import asyncio
import sqlite3
import subprocess
import time
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from rich.console import Console

from bot.doctor import examination
from bot.doctor.finding import Finding
from bot.settings import Settings
from data.audit import audit_log
from data.database.opening import open_database
from data.hashing import parse
from tests.conftest import AS_OF, NOBODY, NOW, Office, Opened
from tests.fakes.bot_api import BotApi
from tests.support.processes import House


def _findings(office: Office, **settings: object) -> dict[str, Finding]:
    values = {"data_dir": office.home, "nik_key": office.key.secret.hex(), **settings}
    return {one.name: one for one in examination.examine(Settings.model_validate(values))}


def test_where_nothing_was_done_yet_it_says_what_to_do(tmp_path: Path) -> None:
    house = House(tmp_path / "house")
    del house.env["SIGAP_NIK_KEY_FILE"]
    done = house.sigap("doctor")
    assert done.returncode == 1
    assert b"error   key: not set" in done.stdout
    assert b"sigap key FILE" in done.stdout
    assert b"sigap import FILE --as-of DATE" in done.stdout


def test_where_all_is_well_it_says_so(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    today = date.today()  # noqa: DTZ011
    office.publishes(as_of=today - timedelta(days=3))
    (office.home / "contacts.toml").write_text(
        "".join(
            f'[{name}]\nname = "{name}"\nmatters = ["population", "welfare", "bpjs", "emergency"]\n'
            f'phone = "112"\nverified_on = {today}\n'
            for name in ("disdukcapil", "dukcapil", "kemensos", "patriot_siaga")
        )
    )
    subprocess.run(["chmod", "-R", "go=", str(office.home)], check=True)
    found = _findings(office, controller="Disnaker", dpo="dpo@example.org")
    assert found.pop("facts").level != "error"  # facts age with the calendar
    assert {one.level for one in found.values()} == {"ok"}, found
    assert found["key"].said == office.key.fingerprint


def test_a_folder_of_the_audit_s_head_in_which_others_write_is_named(office: Office, tmp_path: Path) -> None:
    folder = tmp_path / "beside"
    folder.mkdir(mode=0o700)
    subprocess.run(["chmod", "-R", "go=", str(office.home)], check=True)
    assert _findings(office, audit_head=folder / "head")["files"].level == "ok"
    folder.chmod(0o777)
    found = _findings(office, audit_head=folder / "head")["files"]
    assert found.level == "warning"
    assert found.advice == f"chmod go-w {folder}"


def test_each_trouble_has_its_advice(office: Office) -> None:
    found = _findings(office, nik_key=None)
    assert found["key"].level == "error"
    office.publishes(as_of=AS_OF - timedelta(days=400))
    found = _findings(office)
    assert found["snapshot"].level == "ok"
    assert found["snapshot's age"].level == "warning"
    assert found["contacts"].level == "warning"
    assert "none for: bpjs" in found["contacts"].said
    found = _findings(office, nik_key="11" * 32)
    assert found["snapshot"].level == "error"
    (office.home / "live.db").write_bytes(b"no database" * 1000)
    assert _findings(office)["live database"].level == "error"
    (office.home / "contacts.toml").write_text("[x")
    assert _findings(office)["contacts"].level == "error"


def test_a_key_that_others_can_read_is_a_warning(office: Office, tmp_path: Path) -> None:
    file = tmp_path / "nik.key"
    file.write_text(office.key.secret.hex())
    file.chmod(0o644)
    found = _findings(office, nik_key=None, nik_key_file=file)["key"]
    assert (found.level, found.advice) == ("warning", f"chmod 600 {file}")
    file.chmod(0o600)
    assert _findings(office, nik_key=None, nik_key_file=file)["key"].level == "ok"
    assert parse(file.read_text()) == office.key


async def _with_telegram(office: Office, api: BotApi, **settings: object) -> dict[str, Finding]:
    import asyncio  # noqa: PLC0415

    given = {"telegram_token": api.token, "telegram_api_url": api.url, **settings}
    return await asyncio.to_thread(_findings, office, **given)


async def test_telegram_is_asked_who_we_are_and_how_it_reaches_us(office: Office) -> None:
    async with BotApi() as api:
        found = await _with_telegram(office, api)
        assert found["Telegram's token"].said == "this is @SigapUjiBot"
        assert (found["webhook"].level, found["clock"].level) == ("ok", "ok")
        found = await _with_telegram(office, api, public_url="https://sigap.example")
        assert found["webhook"].level == "error"
        assert "Telegram has none" in found["webhook"].said
        api.webhook = {"url": "https://sigap.example/telegram/webhook"}
        assert (await _with_telegram(office, api, public_url="https://sigap.example"))["webhook"].level == "ok"
        api._last_error = (int(time.time()), "Wrong response from the webhook: 502")
        found = await _with_telegram(office, api, public_url="https://sigap.example")
        assert found["webhook"].level == "error"
        assert "502" in found["webhook"].said
        found = await _with_telegram(office, api, telegram_token="1:other")
        assert found["Telegram's token"].level == "error"
    found = await _with_telegram(office, api)
    assert found["Telegram"].level == "error"


async def test_a_webhook_that_is_not_ours_is_an_error_and_nothing_secret_of_it_is_shown(office: Office) -> None:
    async with BotApi() as api:
        api.deliver(1, message={})
        secret = "AAE_secret-of-the-other-program-0123456789"
        api.webhook = {"url": f"https://user:{secret}@other.example:8443/bot424242:{secret}?key={secret}"}
        api._last_error = (int(time.time()), f"Wrong response from https://other.example/{secret}: 424242:{secret}")
        for public_url in ("", "https://sigap.example"):
            found = (await _with_telegram(office, api, public_url=public_url))["webhook"]
            assert found.level == "error"
            assert "https://other.example:8443/…" in found.said
            assert "1 updates wait; last error: Wrong response from …" in found.said
            assert secret not in found.said + found.advice
            assert public_url in found.said
        api.webhook = {}
        assert (await _with_telegram(office, api))["webhook"].level == "ok"  # the error is of another time


def test_colours_respect_no_color(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    console = Console(force_terminal=True, markup=False, highlight=False)
    assert not examination.show(console, [Finding("a", "error", "b", "c"), Finding("d", "ok", "e")])
    assert "\x1b[3" not in capsys.readouterr().out


def test_who_could_not_be_approved_and_an_audit_that_was_changed_are_found(house_with_an_audit: Office) -> None:
    office = house_with_an_audit
    assert "nobody can approve what Ani writes" in _findings(office, staff="1:writer:Ani; 2:viewer:Citra")["staff"].said
    assert _findings(office, staff="1:writer+approver:Ani")["staff"].level == "warning"
    assert _findings(office, staff="1:writer:Ani; 2:approver:Budi")["staff"].level == "ok"
    assert _findings(office, staff="1:writer+approver:Ani", single_approver=True)["staff"].level == "warning"
    assert _findings(office)["audit"].said == "1 actions, unbroken"
    with closing(sqlite3.connect(office.home / "live.db")) as live, live:
        live.execute("UPDATE audit SET actor = 'cli:somebody' WHERE seq = 1")
    assert _findings(office)["audit"].level == "error"


@pytest.fixture
async def house_with_an_audit(office: Office) -> Office:
    settings = Settings.model_validate({"data_dir": office.home})
    database = await open_database(settings.database, settings.audit_checkpoint)
    async with database.transaction() as tx:
        await audit_log.note(tx, NOW, "cli:ani", "import.done", snapshot=1)
    await database.close()
    return office


async def test_a_database_used_with_another_key_is_told(office: Office, bot: Opened) -> None:
    await (await bot()).says(f"cek {NOBODY}")
    assert (await asyncio.to_thread(_findings, office))["live database"].level == "ok"
    found = (await asyncio.to_thread(_findings, office, nik_key="11" * 32))["live database"]
    assert found.level == "error"
    assert office.key.fingerprint in found.said
    assert "Bring back that key" in found.advice
    assert "sigap rekey" in found.advice
