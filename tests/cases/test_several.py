"""Several NIKs in one message: no button shows more than four digits, and each answer says which it is about."""

import re
import sqlite3
from contextlib import closing

import pytest

from data.coverage.second_factor import Factor
from handlers.coverage.check import MOST_AT_ONCE, MOST_OF_A_CADRE
from tests.conftest import BUDI, JOKO, NOBODY, Office, Opened, Person
from tests.support.officers import STAFF, WRITER, at_work

ALIKE = ("3275014507919001", "3275020101859001", "3275030202809001")
SEVEN = tuple(f"32750101038895{n:02}"[:12] + f"95{n:02}" for n in range(30, 37))
MANY = tuple(f"327501010388{n:04}" for n in range(9500, 9530))


async def _cadre(bot: Opened) -> Person:
    person = await bot(staff=STAFF)
    desk = at_work(person, WRITER)
    await desk.says("/kader")
    await desk.presses("Undang kader")
    await desk.presses("3 bulan")
    await desk.says("Posyandu Melati")
    code = re.search(r"KADER (\w{8})", desk.said)
    assert code
    cadre = Person(person.app, "melati", "telegram")
    assert (await cadre.says(code[0])).outcome == "cadre.accepted"
    return cadre


@pytest.mark.parametrize("niks", [(BUDI, NOBODY), ALIKE, SEVEN], ids=["two", "alike", "seven"])
async def test_a_button_shows_its_place_and_the_last_four_digits_alone(
    office: Office, bot: Opened, niks: tuple[str, ...]
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(" ".join(niks))
    labels = [one.label for one in chat.choices[:-1]]  # the last is for all of them
    assert labels == [f"{n}. ••••{nik[12:]}" for n, nik in enumerate(niks[:MOST_AT_ONCE], start=1)]
    assert len(set(labels)) == len(labels)


@pytest.mark.parametrize("factor", [Factor.NONE, Factor.NAME])
async def test_each_answer_says_which_nik_it_is_about(office: Office, bot: Opened, factor: Factor) -> None:
    office.publishes(factor=factor)
    chat = await bot()
    await chat.says(f"{NOBODY}, {BUDI} sama {JOKO}")
    offered = chat.choices
    for n, (nik, name) in enumerate(((NOBODY, "Ujang"), (BUDI, "Budi"), (JOKO, "Joko")), start=1):
        answers = [await chat.presses_value(offered[n - 1].value)]
        if factor is Factor.NAME:
            answers.append(await chat.says(name))
        for answer in answers:
            assert answer.replies[0].words.startswith(f"NIK nomor {n}: ••••{nik[12:]}\n"), answer


async def test_a_nik_alone_is_not_named(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(BUDI)
    assert chat.reply.words.startswith("✅ Tercatat")


async def test_the_other_buttons_below_an_answer_are_named_as_the_first_were(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(f"{BUDI} {NOBODY}")
    await chat.says("1")
    await chat.presses("2. ••••9530")
    assert chat.reply.words.startswith("NIK nomor 2: ••••9530")


async def test_no_digit_of_them_is_kept(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(" ".join(SEVEN))
    with closing(sqlite3.connect(office.home / "live.db")) as live:
        kept = "".join(live.execute("SELECT question, recent FROM chats").fetchone())
    assert not [nik for nik in SEVEN if f'"{nik[12:]}"' in kept or f"[{int(nik[12:])}," in kept]


async def test_a_cadre_gets_an_answer_to_more_than_five(office: Office, bot: Opened) -> None:
    office.publishes()
    cadre = await _cadre(bot)
    answer = await cadre.says("tolong cek warga saya\n" + "\n".join(SEVEN))
    assert answer.outcome == "check.several"
    assert len(cadre.choices) == len(SEVEN) + 1
    for n, nik in enumerate(SEVEN, start=1):
        assert (await cadre.says(str(n))).outcome == "check.not_listed"
        assert cadre.reply.words.startswith(f"NIK nomor {n}: ••••{nik[12:]}")


async def test_those_beyond_are_named_before_the_message_is_gone(office: Office, bot: Opened) -> None:
    office.publishes()
    cadre = await _cadre(bot)
    answer = await cadre.says("\n".join(MANY))
    assert answer.private
    assert len(cadre.choices) == MOST_OF_A_CADRE + 1
    left = answer.replies[-1].text
    named = re.findall(r"(\d+)\. ••••(\d{4})", left)
    assert named == [(str(n), nik[12:]) for n, nik in enumerate(MANY, start=1) if n > MOST_OF_A_CADRE]
    assert await cadre.says("10")
    assert cadre.reply.words.startswith("NIK nomor 10: ••••9509")


async def test_a_resident_is_told_too_which_are_not_answered(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.says("\n".join(SEVEN))
    assert [one for one in SEVEN[5:] if f"••••{one[12:]}" not in answer.replies[-1].text] == []
    assert (await chat.says("5")).outcome == "check.not_listed"
