"""Who is in the list with something that cannot be read hears neither that they are listed nor that they are not."""

import re
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from datetime import timedelta

import pytest

from data import hashing
from data.content.texts import label, phrase, text
from data.coverage import publishing, snapshots
from data.coverage.importing import former_key, importer
from data.coverage.importing.job import Accepted, ImportJob
from data.coverage.second_factor import Factor
from data.coverage.snapshots import About, Status
from tests.conftest import AS_OF, BUDI, DEWI, HEADINGS, NOBODY, NOW, PEOPLE, SITI, Office, Opened, write_csv
from tests.data.coverage.importing.test_importer import (
    GONE,
    LISTED,
    UNCLEAR,
    Row,
    found,
    listing,
    many,
    refused,
    row_of,
    status,
)
from tests.handlers.coverage.test_check import without_tokens
from tests.handlers.subscription.test_watches import LATER, NEWS, learns, news_in, waits

UNREADABLE = row_of(BUDI, status="#N/A")
EARLIER = AS_OF - timedelta(days=30)
Cells = Iterable[str]


# ---------------------------------------------------------------- what is heard


@pytest.mark.parametrize("language", ["id", "en", "su"])
async def test_the_answer_says_neither_and_whom_to_ask(office: Office, bot: Opened, language: str) -> None:
    office.publishes([*PEOPLE[1:], UNREADABLE])
    chat = await bot()
    await chat.presses_value(f"language.{language}")
    answer = await chat.says(BUDI)
    assert (answer.outcome, answer.topic) == ("check.unclear", "check_coverage")
    assert "BPJS Ketenagakerjaan" in chat.reply.text
    assert "KTP" in chat.reply.text
    assert chat.reply.heading
    assert chat.reply.heading.standing == "unclear"
    assert "2026" in chat.reply.heading.text
    assert [re.sub(r"\..*", "", choice.value) for choice in chat.choices] == [
        *("offices", "watch", "info", "check", "menu")
    ]
    assert (await chat.presses(label("offices.bpjs", language))).outcome == "offices"


@pytest.mark.parametrize("language", ["id", "en", "su"])
def test_no_heading_without_a_result_reads_as_one(language: str) -> None:
    listed, not_listed = (phrase(f"heading_{one}", language, as_of="") for one in ("listed", "not_listed"))
    for open_one in ("unclear", "unavailable"):
        said = phrase(f"heading_{open_one}", language, as_of="").lower()
        assert not any(one.partition(" ·")[0].lower() in said for one in (listed, not_listed))


@pytest.mark.parametrize("said", ["1", "yang pertama", "boleh", "terus saya harus gimana", "bpjs"])
async def test_words_for_the_first_button_lead_to_whom_to_ask(office: Office, bot: Opened, said: str) -> None:
    office.publishes([*PEOPLE[1:], UNREADABLE])
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says(said)).outcome == "offices"


async def test_of_several_niks_the_others_can_still_be_asked(office: Office, bot: Opened) -> None:
    office.publishes([*PEOPLE[1:], UNREADABLE])
    chat = await bot()
    await chat.says(f"{BUDI} {SITI}")
    assert (await chat.says("1")).outcome == "check.unclear"
    assert (await chat.says("2")).outcome == "check.found"


async def test_where_a_name_is_asked_for_only_the_right_one_hears_that_it_is_unclear(
    office: Office, bot: Opened
) -> None:
    office.publishes([*PEOPLE[1:], UNREADABLE], factor=Factor.NAME)
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.factor"
    assert (await chat.says("Slamet")).outcome == "check.not_listed"
    assert (await chat.says("budi")).outcome == "check.unclear"


@pytest.mark.parametrize("name", ["", "-", "#N/A", "#REF!", "#NAME?", "Err:502", "1234"])
async def test_whose_name_cannot_be_read_hears_what_nobody_in_the_list_hears(
    office: Office, bot: Opened, name: str
) -> None:
    office.publishes([*PEOPLE[1:], row_of(BUDI, name=name)], factor=Factor.NAME)
    chat = await bot()
    heard = [[await chat.says(word) for word in (nik, "Budi", "NA", "Tono", nik)] for nik in (BUDI, NOBODY)]
    assert [*map(without_tokens, heard[0])] == [*map(without_tokens, heard[1])]
    assert [answer.outcome for answer in heard[0]] == ["check.factor", *["check.not_listed"] * 3, "check.quota"]


# ---------------------------------------------------------------- who waits for news


async def test_nobody_is_told_that_it_became_unclear_and_all_wait_on(office: Office, bot: Opened) -> None:
    people = many(20)
    office.publishes([*people, PEOPLE[3]])
    chat = await bot()
    await waits(chat, BUDI)  # in no list
    await waits(chat, DEWI)  # ended
    office.publishes([*people, UNREADABLE, row_of(DEWI, status="#REF!")], as_of=LATER)
    await learns(chat)
    assert news_in(await chat.says("menu")) == []
    office.publishes([*people, PEOPLE[3]], as_of=LATER)
    await learns(chat)
    assert news_in(await chat.says("menu")) == []  # both are again what they were said to be
    office.publishes([*people, *PEOPLE], as_of=LATER)
    await learns(chat)
    assert news_in(await chat.says("menu")) == [NEWS]  # Budi's
    assert (await chat.says(BUDI)).outcome == "check.found"


async def test_who_heard_that_it_is_unclear_is_told_once_it_is_clear(office: Office, bot: Opened) -> None:
    office.publishes([*PEOPLE[1:], UNREADABLE])
    chat = await bot()
    await waits(chat, BUDI)
    office.publishes([*PEOPLE[1:], row_of(BUDI, starts="soon")], as_of=LATER)
    await learns(chat)
    assert news_in(await chat.says("menu")) == []
    office.publishes([*PEOPLE[1:], row_of(BUDI, status="keluar")], as_of=LATER)
    await learns(chat)
    assert news_in(await chat.says("menu")) == [NEWS]


# ---------------------------------------------------------------- who leaves the list


def published(office: Office, *people: Cells, days: int, **how: Factor | hashing.Key) -> About:
    """A list of so many days after the first."""
    about = office.publishes([*many(50), *people], EARLIER + timedelta(days=days), **how).about  # type: ignore[arg-type]
    assert about
    return about


def row(office: Office, nik: str = BUDI) -> Row:
    found_row = found(office, nik)
    assert found_row
    return found_row


def test_who_was_listed_and_is_unclear_has_not_left(office: Office) -> None:
    published(office, PEOPLE[0], days=0)
    about = published(office, UNREADABLE, days=1)
    assert (about.unclear, about.gone, status(office, BUDI)) == (1, 0, UNCLEAR)


async def test_of_whom_no_list_said_anything_sure_it_is_not_said_that_they_were_listed(
    office: Office, bot: Opened
) -> None:
    published(office, UNREADABLE, days=0)
    about = published(office, days=1)
    assert (about.unclear, about.gone, found(office, BUDI)) == (0, 0, None)
    assert (await (await bot()).says(BUDI)).outcome == "check.not_listed"


@pytest.mark.parametrize("times", [1, 3])
async def test_who_was_listed_before_being_unclear_left_the_list_of_that_day(
    office: Office, bot: Opened, times: int
) -> None:
    published(office, PEOPLE[0], days=0)
    for day in range(1, 1 + times):
        published(office, UNREADABLE, days=day)
    about = published(office, days=10)
    assert about.gone == 1
    assert row(office)[0] == GONE
    assert row(office)[5] == EARLIER.toordinal()
    assert (await (await bot()).says(BUDI)).outcome == "check.ended"


def test_who_was_gone_before_being_unclear_is_gone_since_the_same_day(office: Office) -> None:
    published(office, PEOPLE[0], days=0)
    published(office, days=1)
    published(office, UNREADABLE, days=2)
    published(office, days=3)
    assert (row(office)[0], row(office)[5]) == (GONE, EARLIER.toordinal())


def test_an_older_list_remembers_no_newer_day(office: Office) -> None:
    published(office, PEOPLE[0], days=9)
    published(office, UNREADABLE, days=1)
    assert row(office)[5] is None


def test_under_another_key_it_is_the_same(office: Office) -> None:
    people = many(50)
    published(office, PEOPLE[0], PEOPLE[1], days=0)
    published(office, UNREADABLE, row_of(SITI, status="?"), row_of(DEWI, status="?"), days=1)
    other = hashing.parse("11" * 32)
    before = listing(office, [*people, *PEOPLE])
    now = write_csv(office.home / "now.csv", [*people, row_of(SITI, status="?")], HEADINGS)
    with former_key.hash_lists(
        [(now, None), (before, None)], (office.key, other), Factor.NONE, office.home, NOW.date()
    ) as of:
        day = EARLIER + timedelta(days=2)
        order = ImportJob(
            now, day, NOW, other, office.snapshots, former=of, accepted=Accepted(unclear=1), all_listed=True
        )
        about = importer.publish(order, lambda *_: None).about
    assert about
    assert (about.unclear, about.gone) == (1, 1)
    first = EARLIER.toordinal()
    gone, unclear = found(office, BUDI, other), found(office, SITI, other)
    assert gone
    assert unclear
    assert ((gone[0], gone[5]), (unclear[0], unclear[5])) == ((GONE, first), (UNCLEAR, first))
    assert found(office, DEWI, other) is None


# ---------------------------------------------------------------- a list from before there were any


def as_before(office: Office) -> None:
    """The live snapshot as the version before made it."""
    number = snapshots.read_pointer(office.snapshots).number
    with closing(sqlite3.connect(snapshots.file_of(office.snapshots, number))) as opened, opened:
        opened.execute("UPDATE about SET value = '1' WHERE name = 'schema_version'")
        opened.execute("DELETE FROM about WHERE name = 'unclear'")
    publishing.point_to(office.snapshots, publishing.write_seal(office.snapshots, number))


async def test_a_snapshot_of_the_version_before_answers_and_is_followed_and_rolled_back_to(
    office: Office, bot: Opened
) -> None:
    office.publishes()
    as_before(office)
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.found"
    office.publishes([*PEOPLE[1:], UNREADABLE], as_of=LATER)
    assert (await chat.says(BUDI)).outcome == "check.unclear"
    about = publishing.roll_back(office.snapshots, office.key, None)
    assert (about.schema_version, about.unclear, about.people) == (1, 0, 4)
    assert (await chat.says(BUDI)).outcome == "check.found"


# ---------------------------------------------------------------- the gates


def test_one_unclear_person_in_a_hundred_is_accepted_and_more_are_refused(office: Office) -> None:
    people = many(199)
    office.publishes([*people[:99], UNREADABLE], accepted=Accepted())
    path = listing(office, [*people[:100], UNREADABLE, row_of(SITI, status="?")])
    error = refused(office, path, "--accept-unclear", "2")
    assert "2 of 102 people" in str(error)
    assert "2 dari 102 orang" in error.in_language("id")
    refused(office, path, "--accept-unclear", "2", accepted=Accepted(True, True, 100, 1))
    office.publishes([*people[:100], UNREADABLE, row_of(SITI, status="?")], accepted=Accepted(unclear=2))


def test_it_is_people_that_count_and_not_their_rows(office: Office) -> None:
    assert office.publishes([*many(99), *[UNREADABLE] * 5], accepted=Accepted()).published


def test_the_unclear_do_not_count_as_removed(office: Office) -> None:
    people = many(100)
    office.publishes(people)
    unclear = [row_of(nik, status="?") for nik, *_ in people[:15]]
    refused(office, listing(office, [*unclear, *people[15:]]), "--accept-unclear", "15")


def test_the_refusal_says_how_many_would_hear_that_they_were_removed(office: Office) -> None:
    people = many(100)
    office.publishes(people)
    over = [row_of(nik, status="keluar") for nik, *_ in people[:5]]
    unclear = [row_of(nik, status="?") for nik, *_ in people[5:15]]
    others = many(10, seed=9)
    path = listing(office, [*over, *unclear, *people[15:75], *others])
    error = refused(office, path, "--accept-unclear", "10", "--replace")
    assert error.report.removed == 30
    assert "30 people would hear that they were removed" in str(error)
    assert "30 orang" in error.in_language("id")


def test_who_has_ended_by_now_is_not_removed_by_the_new_list(office: Office) -> None:
    over = [row_of(nik, ends="10/11/2026") for nik, *_ in many(30)]
    others = many(20, seed=9)
    office.publishes([*over, *others])
    ended = [row_of(nik, status="keluar") for nik, *_ in many(30)]
    error = refused(office, listing(office, [*ended, *others[:10]]), "--replace")
    assert error.report.removed == 10


def test_all_gates_are_told_at_once_and_each_has_a_switch_of_its_own(office: Office) -> None:
    people = many(100)
    office.publishes(people)
    path = listing(office, [*people[:50], row_of("1"), UNREADABLE])
    all_of_them = ("--accept-rejected", "1", "--accept-unclear", "1", "--replace", "--older")
    error = refused(office, path, *all_of_them, as_of=EARLIER)
    assert len(error.gates) == 4
    for accepted in (
        Accepted(replace=True, older=True, rejected=1),
        Accepted(replace=True, older=True, unclear=1),
        Accepted(replace=True, rejected=1, unclear=1),
        Accepted(older=True, rejected=1, unclear=1),
    ):
        assert len(refused(office, path, *_left(all_of_them, accepted), as_of=EARLIER, accepted=accepted).gates) == 1
    office.publishes([*people[:50], row_of("1"), UNREADABLE], EARLIER, accepted=Accepted(True, True, 1, 1))


def _left(switches: tuple[str, ...], accepted: Accepted) -> list[str]:
    given = set(accepted.words)
    left = [word for word in switches if word.startswith("--") and word not in given]
    return [word for name in left for word in ([name, "1"] if name.startswith("--accept") else [name])]


def test_a_column_of_remarks_makes_its_rows_unclear_where_the_status_says_otherwise(office: Office) -> None:
    rows = [
        (BUDI, "Aktif", "Meninggal"),
        (SITI, "Nonaktif", "Meninggal"),
        (DEWI, "Aktif", "ojol"),
    ]
    write_csv(office.home / "remarks.csv", rows, ("NIK", "Status", "Keterangan"))
    order = ImportJob(
        office.home / "remarks.csv", AS_OF, NOW, office.key, office.snapshots, accepted=Accepted(unclear=1)
    )
    report = importer.publish(order, lambda *_: None)
    assert report.unclear == {"remark_left": 1}
    assert [status(office, nik) for nik in (BUDI, SITI, DEWI)] == [Status.UNCLEAR, Status.ENDED, LISTED]


def test_the_texts_fit_a_small_screen() -> None:
    assert max(len(text("check.unclear", one, as_of="28 September 2026")) for one in ("id", "en", "su")) <= 350
