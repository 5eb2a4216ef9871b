"""Cadres help others to check: invited by staff, with more checks a day for a time, each noted without its NIK."""

import json
import re
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from prometheus_client import generate_latest

from bot.app import App
from data.content import texts
from data.content.texts import text
from data.coverage import emergency_stop
from data.coverage.second_factor import Factor
from data.database.opening import open_database
from data.hashing import Key
from data.limits.networks import Origin, networks_of
from data.staff import cadres
from handlers.desk.cadres import STEPS
from handlers.messages import Answer, Incoming, Kind
from tests.conftest import BUDI, DEWI, JOKO, NOBODY, NOW, Clock, Office, Opened, Person

MELATI = "Posyandu Melati RW 05"
NIKS = [f"3275010103889{number}" for number in range(501, 560)]


@dataclass
class Officer(Person):
    """One of the staff."""

    address: str = "111"
    channel: str = "telegram"

    async def opens(self) -> Answer:
        return await self.says("/kader")

    async def _send(self, text: str, choice: str | None, *, kind: Kind = "text", private_link: str = "") -> Answer:
        answer = await super()._send(text, choice, kind=kind, private_link=private_link)
        for reply in answer.replies:
            assert len(reply.text) <= texts.LONGEST_REPLY
            assert len(reply.choices) <= 6
            assert all(len(one.label) <= texts.LONGEST_LABEL and len(one.value) <= 64 for one in reply.choices)
        return answer

    async def invites(self, label: str = MELATI, months: int = 3) -> str:
        """The code."""
        await self.opens()
        await self.presses("Undang kader")
        await self.presses(f"{months} bulan")
        answer = await self.says(label)
        found = re.search(r"KADER (\w{8})$", answer.replies[1].text)
        assert found, answer
        assert [one.text for one in answer.replies[1].copies] == [f"KADER {found[1]}"]
        return found[1]

    @property
    def said(self) -> str:
        return self.reply.text


@dataclass
class House:
    """The bot, its staff and the people who talk to it."""

    cadre: Person
    desk: Officer
    office: Office
    key: Key

    def audit(self) -> list[tuple[str, str, dict[str, Any]]]:
        """Who did what."""
        return [(actor, action, json.loads(detail)) for actor, action, detail in self.rows("audit", "seq")]

    def rows(self, table: str, order: str) -> list[tuple[Any, ...]]:
        columns = "actor, action, detail" if table == "audit" else "*"
        with closing(sqlite3.connect(self.office.home / "live.db")) as live:
            return live.execute(f"SELECT {columns} FROM {table} ORDER BY {order}").fetchall()

    def checks(self) -> list[tuple[str, str]]:
        """What is noted of the cadres' checks: outcome and hash."""
        return [(detail["outcome"], detail["nik"]) for _, action, detail in self.audit() if action == "cadre.check"]

    def another(self, address: str) -> Person:
        return Person(self.cadre.app, address)

    async def becomes_a_cadre(self, months: int = 3) -> None:
        assert (await self.cadre.says(f"KADER {await self.desk.invites(months=months)}")).outcome == "cadre.accepted"


@pytest.fixture
async def house(office: Office, bot: Opened, key: Key) -> House:
    office.publishes()
    person = await bot(cadre_checks_per_day=8, staff="111:writer:Ani; 222:approver:Budi; 333:viewer:Citra")
    person.address = "melati"
    return House(person, Officer(person.app), office, key)


# ---------------------------------------------------------------- taking the role


@pytest.mark.parametrize(
    "typed",
    [
        "KADER {}",
        "kader {lower}",
        "/start kader-{}",
        "/start kader-{lower}",
        "/kader {}",
        "Kader: {spaced}",
        "kode kader {}.",
        "ini kodenya bu\nKADER\n{}",
    ],
)
async def test_a_code_makes_a_cadre_however_it_is_typed(house: House, typed: str) -> None:
    code = await house.desk.invites()
    spaced = " ".join([code[:4], code[4:]]).lower()
    answer = await house.cadre.says(typed.format(code, lower=code.lower(), spaced=spaced))
    assert answer.outcome == "cadre.accepted"
    assert house.cadre.reply.text == text("cadre.accepted", "id", most=8, day="22 Februari 2027")


async def test_the_message_for_passing_on_can_be_sent_to_us_whole(house: House) -> None:
    await house.desk.invites()
    assert house.desk.last
    said = house.desk.last.replies[1].text
    assert (await house.cadre.says(said)).outcome == "cadre.accepted"
    await house.desk.invites()
    said = house.desk.last.replies[1].text
    forwarded = Incoming("passed on", "test", "other", said, forwarded=True)
    assert (await house.cadre.app.dispatch.handle(forwarded)).outcome == "cadre.accepted"


async def test_a_code_works_once_and_only_here(house: House) -> None:
    code = await house.desk.invites()
    assert (await house.cadre.says(f"KADER {code}")).outcome == "cadre.accepted"
    other = house.another("other")
    assert (await other.says(f"KADER {code}")).outcome == "cadre.wrong_code"
    assert other.reply.text == text("cadre.wrong_code", "id", left=4)
    # The link pressed twice by the cadre herself is no mistake.
    assert (await house.cadre.says(f"/start kader-{code}")).outcome == "cadre.status"


async def test_a_code_is_old_after_48_hours(house: House, clock: Clock) -> None:
    first, second = await house.desk.invites(), await house.desk.invites()
    clock.passes(hours=47, minutes=59)
    assert (await house.another("in time").says(f"KADER {first}")).outcome == "cadre.accepted"
    clock.passes(minutes=1)
    assert (await house.another("late").says(f"KADER {second}")).outcome == "cadre.wrong_code"


async def test_guessing_is_limited_also_for_the_right_code(house: House, clock: Clock) -> None:
    code = await house.desk.invites()
    chat = house.cadre
    for guess, left in zip("BCDFG", (4, 3, 2, 1, 0), strict=True):
        assert (await chat.says(f"KADER {guess}2345678")).outcome == "cadre.wrong_code"
        assert f"Sisa percobaan: {left} kali" in chat.reply.text
        clock.passes(minutes=1)
    assert (await chat.says(f"KADER {code}")).outcome == "cadre.too_many_tries"
    assert "22 November 2026 pukul 13.00 WIB" in chat.reply.text
    assert (await chat.says(BUDI)).outcome == "check.found"  # a resident all the same
    assert (await house.another("other").says("KADER B2345678")).outcome == "cadre.wrong_code"
    clock.now = NOW.replace(hour=6)
    assert (await chat.says(f"KADER {code}")).outcome == "cadre.accepted"


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("KADER K7Q2M9X", "cadre.malformed"),
        ("kader k7q2-m9", "cadre.malformed"),
        ("KADER K7Q2M9XXX", "cadre.mistyped"),
        ("kader K0Q2M9XX", "cadre.mistyped"),
        ("KADER K7Q2-M9XO", "cadre.mistyped"),
        ("/start kader-A1B2C3D4", "cadre.mistyped"),
    ],
)
async def test_a_mistyped_code_is_called_so_and_costs_no_try(house: House, typed: str, told: str) -> None:
    for _ in range(6):
        assert (await house.cadre.says(typed)).outcome == "cadre.wrong_code"
        assert house.cadre.reply.text == text(told, "id")


@pytest.mark.parametrize(
    "typed",
    ["saya kader posyandu mau tanya", "kader posyandu", "kader pkk rw 05", "kader RT 03 boleh ngecek warga?",
     f"kader cek {NOBODY}", f"KADER {NOBODY}"],
)  # fmt: skip
async def test_who_only_speaks_of_cadres_is_understood_as_before(house: House, typed: str) -> None:
    answer = await house.cadre.says(typed)
    assert not answer.outcome.startswith("cadre.")
    assert (NOBODY in typed) == (answer.outcome == "check.not_listed")


async def test_kader_alone_tells_how_it_stands(house: House) -> None:
    assert (await house.cadre.says("kader")).outcome == "cadre.none"
    await house.becomes_a_cadre()
    await house.cadre.says(BUDI)
    assert (await house.cadre.says("KADER")).outcome == "cadre.status"
    assert "Sejauh ini 1 kali cek" in house.cadre.reply.text


async def test_a_code_said_in_a_group_is_not_taken(house: House) -> None:
    code = await house.desk.invites()
    assert (await house.cadre.says_in_group(f"KADER {code}")).outcome == "group"
    assert (await house.cadre.says(f"KADER {code}")).outcome == "cadre.accepted"


async def test_without_a_key_nobody_becomes_a_cadre(office: Office, bot: Opened) -> None:
    chat = await bot(with_key=False)
    assert (await chat.says("KADER K7Q2M9XX")).outcome == "check.unavailable"


# ---------------------------------------------------------------- the larger quota


async def test_a_cadre_checks_more_people_and_hears_her_own_number(house: House) -> None:
    await house.becomes_a_cadre()
    for nik in NIKS[:8]:
        assert (await house.cadre.says(nik)).outcome == "check.not_listed"
    assert (await house.cadre.says(NIKS[8])).outcome == "check.quota"
    assert "sudah dicek 8 NIK" in house.cadre.reply.text
    resident = house.another("resident")
    for nik in NIKS[:5]:
        await resident.says(nik)
    assert (await resident.says(NIKS[5])).outcome == "check.quota"
    assert "sudah dicek 5 NIK" in resident.reply.text


async def test_what_was_checked_before_counts_too(house: House) -> None:
    for nik in NIKS[:5]:
        await house.cadre.says(nik)
    assert (await house.cadre.says(NIKS[5])).outcome == "check.quota"
    await house.becomes_a_cadre()
    for nik in NIKS[5:8]:
        assert (await house.cadre.says(nik)).outcome == "check.not_listed"
    assert (await house.cadre.says(NIKS[8])).outcome == "check.quota"


async def test_the_role_ends_by_itself_with_its_last_day(house: House, clock: Clock) -> None:
    await house.becomes_a_cadre(months=1)
    clock.now = datetime(2026, 12, 22, 16, 59, 59, tzinfo=UTC)  # 23:59:59 in Bekasi
    for nik in NIKS[:6]:
        assert (await house.cadre.says(nik)).outcome == "check.not_listed"
    clock.passes(seconds=1)
    assert (await house.cadre.says(NIKS[6])).outcome == "check.quota"
    assert "sudah dicek 5 NIK" in house.cadre.reply.text
    assert (await house.cadre.says("KADER")).outcome == "cadre.none"
    assert len(house.checks()) == 6


async def test_taken_back_in_the_middle_it_ends_with_the_next_message(house: House) -> None:
    await house.becomes_a_cadre()
    for nik in NIKS[:6]:
        await house.cadre.says(nik)
    await house.desk.opens()
    await house.desk.presses(_short(f"1. {MELATI}"))
    assert (await house.desk.presses("Cabut")).outcome == "staff.cadre.taken_back"
    assert (await house.cadre.says(NIKS[6])).outcome == "check.quota"
    assert len(house.checks()) == 6
    # Pressed by mistake: a new term brings it back, with its count.
    await house.desk.presses("Perpanjang")
    assert (await house.desk.presses("1 bulan")).outcome == "staff.cadre.extended"
    assert (await house.cadre.says(NIKS[6])).outcome == "check.not_listed"
    await house.desk.opens()
    assert "sampai 22 Desember 2026, 7 kali cek" in house.desk.said


async def test_a_cadre_works_on_where_somebody_else_guesses(house: House) -> None:
    await house.becomes_a_cadre()
    here = Origin("web", networks_of("198.51.100.7"))

    async def asks(chat: str, nik: str) -> str:
        incoming = Incoming(f"{chat} {nik}", house.cadre.channel, chat, nik, origin=here)
        return (await house.cadre.app.dispatch.handle(incoming)).outcome

    tried = [await asks(f"guest {n}", f"327501410205{9600 + n}") for n in range(60)]
    assert tried.count("check.quota") > 10
    assert [await asks("melati", nik) for nik in NIKS[:7]] == ["check.not_listed"] * 7


async def test_a_cadre_who_asks_for_many_who_are_not_in_the_list_casts_no_suspicion(house: House) -> None:
    await house.becomes_a_cadre()
    here = Origin("web", networks_of("198.51.100.7"))
    for n in range(6):
        nik = f"327501{n + 1:02}0205{9600 + n}"
        incoming = Incoming(f"melati {nik}", house.cadre.channel, "melati", nik, origin=here)
        assert (await house.cadre.app.dispatch.handle(incoming)).outcome == "check.not_listed"
    assert house.cadre.app.dispatch._services.check_limiter._networks == {}


# ---------------------------------------------------------------- the audit


async def test_each_check_is_noted_with_its_outcome_and_without_the_nik(house: House) -> None:
    await house.becomes_a_cadre()
    house.office.publishes(as_of=date(2026, 11, 6))
    said = [BUDI, JOKO, NOBODY, f"bu {DEWI} tolong dicek", NOBODY]
    outcomes = [(await house.cadre.says(nik)).outcome for nik in said]
    assert outcomes == ["check.found", "check.ended", "check.not_listed", "check.ended", "check.not_listed"]
    hashes = [house.key.of_nik(nik).hex() for nik in (BUDI, JOKO, NOBODY, DEWI, NOBODY)]
    assert house.checks() == list(zip(outcomes, hashes, strict=True))
    assert {actor for actor, action, _ in house.audit() if action == "cadre.check"} == {"test:melati"}
    kept = b"".join(path.read_bytes() for path in house.office.home.glob("live.db*"))
    assert not [nik for nik in (BUDI, JOKO, NOBODY, DEWI) if nik.encode() in kept]
    await house.desk.opens()
    assert "5 kali cek" in house.desk.said


async def test_a_refused_check_and_one_that_could_not_be_made_are_noted(house: House) -> None:
    await house.becomes_a_cadre()
    for nik in NIKS[:9]:
        await house.cadre.says(nik)
    (house.office.snapshots / "current").unlink()
    for path in house.office.snapshots.glob("coverage-*.db"):
        path.unlink()
    assert (await house.cadre.says(BUDI)).outcome == "check.unavailable"
    assert [outcome for outcome, _ in house.checks()] == [
        *["check.not_listed"] * 8,
        "check.quota",
        "check.unavailable",
    ]


async def test_while_checks_are_stopped_a_cadre_hears_so_and_it_is_noted(house: House) -> None:
    await house.becomes_a_cadre()
    async with house.cadre.app.dispatch._database.transaction() as tx:
        await emergency_stop.stop(tx, NOW, "wrong list")
    for nik in NIKS[:9]:
        assert (await house.cadre.says(nik)).outcome == "check.stopped"
    assert {outcome for outcome, _ in house.checks()} == {"check.stopped"}
    async with house.cadre.app.dispatch._database.transaction() as tx:
        await emergency_stop.go_on(tx)
    assert (await house.cadre.says(BUDI)).outcome == "check.found"  # no quota was used up


async def test_several_niks_in_a_message_are_noted_as_they_are_picked(house: House) -> None:
    await house.becomes_a_cadre()
    assert (await house.cadre.says(f"{BUDI}\n{NOBODY}")).outcome == "check.several"
    assert house.checks() == []
    await house.cadre.says("1")
    assert house.checks() == [("check.found", house.key.of_nik(BUDI).hex())]


async def test_a_message_delivered_twice_is_noted_once(house: House) -> None:
    await house.becomes_a_cadre()
    for _ in range(2):
        await house.cadre.app.dispatch.handle(Incoming("again", "test", "melati", BUDI))
    assert len(house.checks()) == 1


async def test_residents_are_never_noted(house: House) -> None:
    for nik in (BUDI, NOBODY, *NIKS[:8]):
        await house.cadre.says(nik)
    assert (await house.cadre.says("KADER SELESAI")).outcome == "cadre.none"
    assert (await house.cadre.says("KADER K7Q2M9XX")).outcome == "cadre.wrong_code"
    assert house.audit() == []


async def test_with_a_second_factor_the_outcome_is_noted_when_it_is_known(house: House) -> None:
    house.office.publishes(factor=Factor.NAME)
    await house.becomes_a_cadre()
    chat, budi = house.cadre, house.key.of_nik(BUDI).hex()
    assert (await chat.says(BUDI)).outcome == "check.factor"
    assert house.checks() == []
    assert (await chat.says("Siti")).outcome == "check.not_listed"
    assert house.checks() == [("check.no_match", budi)]
    assert (await chat.says("Budi")).outcome == "check.found"
    assert house.checks()[1:] == [("check.found", budi)]
    # Nobody learns from the audit who is listed, either: no match is no match.
    assert (await chat.says(NOBODY)).outcome == "check.factor"
    for _ in range(3):
        await chat.says("Siti")
    assert (await chat.says(NOBODY)).outcome == "check.quota"
    nobody = house.key.of_nik(NOBODY).hex()
    assert house.checks()[2:] == [("check.no_match", nobody)] * 3 + [("check.quota", nobody)]


async def test_a_check_cannot_slip_past_the_audit_by_giving_the_role_back(house: House) -> None:
    house.office.publishes(factor=Factor.NAME)
    await house.becomes_a_cadre()
    await house.cadre.says(BUDI)
    await house.cadre.says("KADER SELESAI")
    assert not (await house.cadre.says("Budi")).outcome.startswith("check.")


async def test_a_first_name_may_be_kader(house: House) -> None:
    house.office.publishes([(BUDI, "KADER SUSILO", "", "", "", "", "")], factor=Factor.NAME)
    await house.cadre.says(BUDI)
    assert (await house.cadre.says("Kader")).outcome == "check.found"


async def test_what_became_of_the_role_is_noted(house: House) -> None:
    code = await house.desk.invites(months=6)
    await house.cadre.says(f"KADER {code}")
    await house.cadre.says(BUDI)
    await house.cadre.says("kader selesai")
    rows = [one for one in house.audit() if one[1] != "cadre.check"]
    assert rows == [
        ("telegram:111", "cadre.invited", {"label": MELATI, "months": 6, "until": "2027-05-22"}),
        ("test:melati", "cadre.accepted", {"label": MELATI, "until": "2027-05-22"}),
        ("test:melati", "cadre.given_back", {"label": MELATI, "checks": 1}),
    ]
    assert code not in json.dumps(house.audit())


# ---------------------------------------------------------------- giving it back, and forgetting


async def test_a_cadre_gives_the_role_back(house: House) -> None:
    await house.becomes_a_cadre()
    assert (await house.cadre.says("KADER SELESAI")).outcome == "cadre.given_back"
    assert house.cadre.reply.text == text("cadre.given_back", "id", most=5)
    assert (await house.cadre.says("kader selesai")).outcome == "cadre.none"
    for nik in NIKS[:5]:
        await house.cadre.says(nik)
    assert (await house.cadre.says(NIKS[5])).outcome == "check.quota"
    await house.desk.opens()
    assert house.desk.said == texts.staff("cadres.none")


async def test_erasing_the_chat_ends_the_role_and_says_what_stays(house: House) -> None:
    await house.becomes_a_cadre()
    await house.cadre.says(BUDI)
    answer = await house.cadre.says("/hapus")
    erased = text("cadre.erased", "id", months=24)
    assert [one.text for one in answer.replies] == [f"{text('erased', 'id')}\n\n{erased}"]
    assert house.rows("cadres", "since") == []
    assert house.audit()[-1] == ("test:melati", "cadre.given_back", {"label": MELATI, "checks": 1})
    assert [one.text for one in (await house.another("resident").says("/hapus")).replies] == [text("erased", "id")]


async def test_ended_roles_and_old_invitations_are_forgotten(house: House, clock: Clock) -> None:
    await house.becomes_a_cadre(months=1)
    await house.desk.invites("RT 03")
    clock.passes(hours=48, seconds=1)
    await house.cadre.app.sweeper.sweep()
    assert house.rows("invitations", "code") == []
    clock.now = datetime(2026, 12, 22, 17, tzinfo=UTC)
    clock.passes(days=30)
    await house.cadre.app.sweeper.sweep()
    assert len(house.rows("cadres", "since")) == 1
    await house.desk.opens()
    assert "berakhir 22 Desember 2026" in house.desk.said
    clock.passes(seconds=1)
    await house.cadre.app.sweeper.sweep()
    assert house.rows("cadres", "since") == []


# ---------------------------------------------------------------- staff's side


async def test_staff_see_counts_and_never_whom(house: House) -> None:
    await house.becomes_a_cadre()
    await house.cadre.says(BUDI)
    await house.desk.opens()
    assert f"1. {MELATI}: sampai 22 Februari 2027, 1 kali cek" in house.desk.said
    shown = await house.desk.presses(_short(f"1. {MELATI}"))
    seen = repr(shown) + repr(house.desk.last)
    assert "melati" not in seen  # the address
    assert house.key.of_nik(BUDI).hex() not in seen


async def test_a_list_of_many_goes_page_by_page(house: House, clock: Clock) -> None:
    for number in range(9):
        clock.passes(minutes=1)
        code = await house.desk.invites(f"RT 0{number + 1}")
        await house.another(f"rt {number}").says(f"KADER {code}")
    await house.desk.opens()
    seen = []
    for _ in range(3):
        seen += re.findall(r"\d\. (RT \d\d)", house.desk.said)
        assert "Kader bertugas: 9" in house.desk.said
        await house.desk.presses("Lainnya")
    assert seen == [f"RT 0{number + 1}" for number in range(9)]
    assert re.search("1. RT 01", house.desk.said)  # round again
    await house.desk.presses_value("desk.cadre.list.99")
    assert "1. RT 01" in house.desk.said


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("x" * 41, "cadres.label_long"),
        (f"Bu Siti {BUDI}", "cadres.label_number"),
        ("Bu Siti 0812-3456-7890", "cadres.label_number"),
        ("Bu Siti 0812 34", "cadres.label_number"),
        ("Bu Siti 3275_0509_0388_9401", "cadres.label_number"),
        ("Bu Siti O8I2 3456 789O", "cadres.label_number"),
        ("Bu Siti ０８１２３４５６７８９０", "cadres.label_number"),
        ("Bu Siti 0\u200b8\u200b1\u200b2\u200b3\u200b4", "cadres.label_number"),
        ("05", "cadres.label_empty"),
        ("  ", "cadres.label_empty"),
    ],
)
async def test_a_label_that_will_not_do_is_asked_for_again(house: House, typed: str, words: str) -> None:
    await house.desk.opens()
    await house.desk.presses("Undang kader")
    await house.desk.presses("1 bulan")
    assert (await house.desk.says(typed)).outcome == "staff.cadre.asked"
    assert house.desk.said == texts.staff(words, most=40)
    assert house.rows("invitations", "code") == []
    assert (await house.desk.says("RW 05 RT 12 No 7\u202e")).outcome == "staff.cadre.invited"
    assert house.rows("invitations", "code")[0][1] == "RW 05 RT 12 No 7"


async def test_inviting_can_be_left_and_an_invitation_taken_back(house: House) -> None:
    await house.desk.opens()
    await house.desk.presses("Undang kader")
    await house.desk.presses("12 bulan")
    assert (await house.desk.says("batal")).outcome == "staff.cadre.listed"
    assert (await house.desk.says("RT 09")).outcome != "staff.cadre.invited"
    code = await house.desk.invites("Posyandu Melait")
    assert (await house.desk.presses("Batalkan undangan")).outcome == "staff.cadre.withdrawn"
    assert (await house.cadre.says(f"KADER {code}")).outcome == "cadre.wrong_code"
    code = await house.desk.invites()
    invited = house.desk.last
    await house.cadre.says(f"KADER {code}")
    house.desk.last = invited
    assert (await house.desk.presses("Batalkan undangan")).outcome == "staff.cadre.gone"
    assert [action for _, action, _ in house.audit()] == [
        "cadre.invited",
        "cadre.withdrawn",
        "cadre.invited",
        "cadre.accepted",
    ]


async def test_longer_adds_to_the_term_but_never_beyond_12_months(house: House) -> None:
    await house.becomes_a_cadre(months=6)
    await house.desk.opens()
    await house.desk.presses(_short(f"1. {MELATI}"))
    asked = await house.desk.presses("Perpanjang")
    assert (await house.desk.presses("1 bulan")).outcome == "staff.cadre.extended"
    assert "22 Juni 2027" in house.desk.said
    house.desk.last = asked
    assert (await house.desk.presses("1 bulan")).outcome == "staff.cadre.shown"  # pressed twice, given once
    assert "22 Juni 2027" in house.desk.said
    await house.desk.presses("Perpanjang")
    await house.desk.presses("12 bulan")
    assert "22 November 2027" in house.desk.said
    assert [detail for _, action, detail in house.audit() if action == "cadre.extended"] == [
        {"label": MELATI, "months": 1, "until": "2027-06-22"},
        {"label": MELATI, "months": 12, "until": "2027-11-22"},
    ]


@pytest.mark.parametrize("member", ["333", "444"])
async def test_only_writers_and_approvers_come_here(house: House, member: str) -> None:
    code = await house.desk.invites()
    values = [one.value for one in house.desk.choices]
    other = Officer(house.cadre.app, member)
    for value in [*values, "desk.cadre.for.1", "desk.cadre.show.1", f"desk.cadre.withdraw.{code}"]:
        assert not (await other.presses_value(value)).outcome.startswith("staff.cadre.")
    assert not (await other.opens()).outcome.startswith("staff.cadre.")
    assert (await Officer(house.cadre.app, "222").opens()).outcome == "staff.cadre.listed"
    assert (await house.cadre.says(f"KADER {code}")).outcome == "cadre.accepted"


@pytest.mark.parametrize("step", [*STEPS, "nothing of ours"])
@pytest.mark.parametrize("rest", ["", "99999999999", "1.2.3", "²", "x" * 40])
async def test_an_old_or_made_up_button_has_a_way_back(house: House, step: str, rest: str) -> None:
    answer = await house.desk.presses_value(f"desk.cadre.{step}.{rest}")
    assert answer.outcome in {"staff.cadre.gone", "staff.cadre.asked", "staff.cadre.listed"}
    assert answer.replies[0].choices
    assert house.audit() == []


# ---------------------------------------------------------------- figures of the calendar, and Telegram


@pytest.mark.parametrize(
    ("begin", "months", "last"),
    [
        (NOW, 1, date(2026, 12, 22)),
        (NOW, 12, date(2027, 11, 22)),
        (datetime(2026, 8, 31, 5, tzinfo=UTC), 6, date(2027, 2, 28)),
        (datetime(2027, 8, 31, 5, tzinfo=UTC), 6, date(2028, 2, 29)),
        (datetime(2026, 12, 31, 17, tzinfo=UTC), 1, date(2027, 2, 1)),  # New Year in Bekasi
    ],
)
def test_a_term_ends_with_the_same_day_of_a_later_month(begin: datetime, months: int, last: date) -> None:
    assert cadres.last_day(cadres.end_of_term(begin, months)) == last


async def test_codes_are_random_and_look_like_no_word(office: Office) -> None:
    database = await open_database(office.home / "live.db")
    async with database.transaction() as tx:
        codes = {await cadres.invite(tx, "x", NOW, "111", NOW) for _ in range(300)}
    await database.close()
    assert len(codes) == 300
    assert all(re.fullmatch(r"(?=.*\d)(?=.*[A-Z])[B-DF-HJ-NP-TV-XZ2-9]{8}", code) for code in codes)


def _short(words: str) -> str:
    return words if len(words) <= texts.LONGEST_LABEL else f"{words[: texts.LONGEST_LABEL - 1].rstrip()}…"


class TestOnTelegram:
    """The same, as a phone shows it."""

    @pytest.fixture
    def channel(self) -> str:
        return "telegram"

    async def test_the_link_makes_a_cadre_whose_messages_with_a_nik_vanish(self, house: House) -> None:
        await house.cadre.says("halo")  # Telegram is there: it leaves alone what staff are told below
        code = await house.desk.invites()
        assert (await house.cadre.says(f"/start kader-{code}")).outcome == "cadre.accepted"
        for nik in NIKS[:6]:
            assert (await house.cadre.says(nik)).outcome == "check.not_listed"
        assert {actor.partition(":")[0] for actor, action, _ in house.audit() if action == "cadre.check"} == {
            "telegram"
        }
        assert len(house.checks()) == 6


async def test_guessing_codes_from_many_chats_raises_an_alarm(house: House) -> None:
    app = house.cadre.app
    for n in range(20):
        assert "cadre_codes" not in _risen(app)
        answer = await app.dispatch.handle(Incoming(f"guess {n}", "test", f"chat {n}", "KADER A7B3C9D2"))
        assert answer.outcome == "cadre.wrong_code"
    assert "cadre_codes" in _risen(app)


def _risen(app: App) -> set[str]:
    lines = generate_latest(app.metrics.registry).decode().splitlines()
    return {
        line.split('"')[1] for line in lines if line.startswith("sigap_alarms_total{") and not line.endswith(" 0.0")
    }
