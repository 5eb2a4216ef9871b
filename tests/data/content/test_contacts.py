"""Residents hear only of offices that somebody vouches for."""

import tracemalloc
from pathlib import Path

import pytest

from data.content import contacts
from data.content.contacts import Contact, ContactsProblem
from data.content.texts import LONGEST_REPLY
from tests.conftest import Office, Opened

UNGRADED = ("175", "0813", "Pramuka", "Ahmad Yani", "1708", "1500444", "2757", "08118005373", "lapor.go.id")


def test_ours_are_graded_and_hold_nothing_unconfirmed(tmp_path: Path) -> None:
    known = contacts.read(tmp_path)
    assert {one.name for one in known} >= {"Disdukcapil Kota Bekasi", "Kemensos"}
    written = " ".join(one.model_dump_json() for one in known)
    assert [number for number in UNGRADED if number in written] == []


async def test_a_contact_comes_with_its_source_and_date(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("offices.population")
    assert (
        "Jl. Ir. H. Juanda, Bekasi Timur\nJam buka: tanya dulu\n(Info 10 November 2022, Radar Bekasi.)"
        in chat.reply.text
    )
    await chat.presses_value("language.en")
    await chat.presses_value("offices.emergency")
    assert "Phone: 112" in chat.reply.text
    assert "(As of 12 November 2025, Radar Nonstop.)" in chat.reply.text


async def test_where_nothing_is_known_the_kelurahan_is(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("offices.bpjs")
    assert "kelurahan atau kecamatan" in chat.reply.text
    assert not any(char.isdigit() for char in chat.reply.text)


async def test_staff_verify_add_and_correct(office: Office, bot: Opened) -> None:
    (office.home / "contacts.toml").write_text(
        '[cabang]\nname = "BPJS Ketenagakerjaan Bekasi Kota"\nmatters = ["bpjs"]\nphone = "021-000"\n'
        "verified_on = 2026-11-20\n"
        '[kemensos]\nname = "Kemensos"\nmatters = ["welfare"]\nphone = "000"\nverified_on = 2026-11-21\n'
        '[rumor]\nname = "Rumor"\nmatters = ["bpjs"]\nphone = "999"\n',
        encoding="utf-8",
    )
    chat = await bot()
    await chat.presses_value("offices.bpjs")
    assert "Telepon: 021-000\nDiperiksa petugas 20 November 2026." in chat.reply.text
    assert "Rumor" not in chat.reply.text
    await chat.presses_value("offices.welfare")
    assert "Telepon: 000" in chat.reply.text
    assert "021-171" not in chat.reply.text


async def test_too_many_contacts_still_fit_one_reply(office: Office, bot: Opened) -> None:
    entry = '[c{n}]\nname = "{n} {x}"\nmatters = ["bpjs"]\naddress = "{x}"\nverified_on = 2026-11-20\n'
    many = "".join(entry.format(n=n, x="x" * 100) for n in range(20))
    (office.home / "contacts.toml").write_text(many, encoding="utf-8")
    chat = await bot()
    await chat.presses_value("offices.bpjs")
    assert 500 < len(chat.reply.text) <= LONGEST_REPLY


@pytest.mark.parametrize(
    ("written", "named"),
    [
        ("[x", "TOML"),
        ("x = 1", "x"),
        ('[x]\nname = "X"\nmatters = ["bpjs"]\nphon = "1"', "x.phon"),
        ('[x]\nname = "X"\nmatters = ["taxes"]', "x.matters"),
        ('[x]\nname = ""\nmatters = ["bpjs"]', "x.name"),
        ('[x]\nname = "X\\nY"\nmatters = ["bpjs"]', "x.name"),
        ('[x]\nname = "X"\nmatters = ["bpjs"]\nsource = "S20 2022 L"', "x.source"),
        ('[x]\nname = "X"\nmatters = ["bpjs"]\nsource = "S99 2022 M"', "S99"),
        ('[x]\nname = "X"\nmatters = ["bpjs"]\nverified_on = "yesterday"', "x.verified_on"),
    ],
)
def test_a_wrong_entry_is_named(tmp_path: Path, written: str, named: str) -> None:
    (tmp_path / "contacts.toml").write_text(written, encoding="utf-8")
    with pytest.raises(ContactsProblem, match=named):
        contacts.read(tmp_path)


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("a" + ".a" * 20_000 + " = 1", "line 1 is not part"),
        ("[" + ".".join("a" * 20_000) + "]", "line 1 is not part"),
        ("\n".join(f"k{one}.a.b.c.d.e.f = 1" for one in range(1000)), "line 1 is not part"),
        ("a = {a" + ".a" * 20_000 + " = 1}", "line 1 is not part"),
        ("a = " + "[\n" * 20_000, "not valid TOML"),
        ("\n".join(f"[k{one}]\nq = 1" for one in range(4000)), "and 11,995 more"),
        ("# contacts\n" * 6_000, "at most 64 KB are read"),
    ],
)
def test_a_file_that_harms_its_reader_is_refused_in_a_sentence(tmp_path: Path, written: str, said: str) -> None:
    (tmp_path / "contacts.toml").write_text(written, encoding="utf-8")
    tracemalloc.start()
    try:
        with pytest.raises(ContactsProblem, match=said) as raised:
            contacts.read(tmp_path)
        assert tracemalloc.get_traced_memory()[1] < 50 << 20
    finally:
        tracemalloc.stop()
    assert len(str(raised.value)) < 1000


def test_without_a_voucher_nothing_is_shown() -> None:
    assert not Contact(name="X", matters=("bpjs",), phone="1").shown
