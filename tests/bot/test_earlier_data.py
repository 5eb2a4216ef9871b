"""What waits in a live database of any earlier version goes on after an update: questions, buttons, replies."""

import json
import sqlite3
from contextlib import closing
from typing import Any

import pytest

from bot.sending.stored_replies import dump_answer, load_answer
from data.clock import unix
from data.coverage.second_factor import Factor
from data.database import migrations
from handlers.messages import Answer, Reply
from handlers.outcomes import Outcome
from tests.conftest import BUDI, JOKO, NOBODY, NOW, Office, Opened

EARLIER = range(1, 10)
"""The schema versions from which a live database may come."""
TOKEN = "AbCdEfGh_-12"
OLDER = "zYxWvUtS_-98"
WATCHES, OFFERS = 4, 9
"""The versions in which there first were watches and the guide, and a table for the buttons of earlier answers."""


class Earlier:
    """The live database of an office as an earlier version made it."""

    def __init__(self, office: Office, version: int) -> None:
        self.version = version
        self.live = office.home / "live.db"
        self.live.unlink(missing_ok=True)  # a new one of today
        self.live.touch(mode=0o600)
        with closing(sqlite3.connect(self.live)) as opened:
            for number, script in migrations.scripts():
                if number <= version:
                    opened.executescript(script)
            opened.execute(f"PRAGMA user_version = {version}")

    def writes(self, sql: str, *values: object) -> None:
        with closing(sqlite3.connect(self.live)) as opened, opened:
            opened.execute(sql, values)

    def waits(self, address: str, slot: dict[str, Any], hours: float = 1, **more: object) -> None:
        """A chat with a question or buttons."""
        row = {"channel": "test", "address": address, "pending": json.dumps(slot), "used": unix(NOW), **more}
        until = unix(NOW) + int(hours * 3600)
        names = ", ".join(row)
        self.writes(
            f"INSERT INTO chats ({names}, pending_until) VALUES ({', '.join('?' * len(row))}, ?)", *row.values(), until
        )

    def offers(self, address: str, token: str, slot: dict[str, Any]) -> None:
        """Buttons of an earlier answer."""
        self.writes(
            "INSERT INTO offers (channel, address, token, session, answers, until) VALUES ('test', ?, ?, '', ?, ?)",
            address,
            token,
            json.dumps(slot),
            unix(NOW) + 80_000,
        )


@pytest.fixture(params=EARLIER)
def earlier(request: pytest.FixtureRequest, office: Office) -> Earlier:
    return Earlier(office, request.param)


def _watch(office: Office, nik: str, token: str) -> dict[str, Any]:
    return {"token": token, "nik": office.key.of_nik(nik).hex(), "snapshot": 1, "typed": ""}


async def test_an_open_question_for_the_second_factor_is_answered(
    office: Office, bot: Opened, earlier: Earlier
) -> None:
    office.publishes(factor=Factor.NAME)
    earlier.waits("resident", {"step": "factor", "nik": office.key.of_nik(BUDI).hex(), "factor": "name"})
    chat = await bot()
    assert (await chat.says("Budi")).outcome == "check.found"


async def test_the_very_first_version_did_not_store_which_factor_it_asked_for(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    Earlier(office, 1).waits("resident", {"step": "factor", "nik": office.key.of_nik(BUDI).hex()})
    chat = await bot()
    assert (await chat.says("Budi")).outcome == "check.factor"  # asked again, for the factor of today
    assert (await chat.says("Budi")).outcome == "check.found"


@pytest.mark.parametrize("by_button", [True, False])
async def test_of_several_niks_one_is_picked(office: Office, bot: Opened, earlier: Earlier, *, by_button: bool) -> None:
    office.publishes()
    niks = [office.key.of_nik(one).hex() for one in (BUDI, JOKO)]
    slot = {"step": "pick", "token": TOKEN, "niks": niks}  # without their last digits, as it was for long
    earlier.waits("resident", slot, 24)
    if earlier.version >= OFFERS:
        earlier.offers("resident", TOKEN, slot)
    chat = await bot()
    answer = await (chat.presses_value(f"check.pick.{TOKEN}.1") if by_button else chat.says("2"))
    assert answer.outcome == "check.ended"
    assert answer.replies[0].words.startswith("NIK nomor 2")
    assert (await chat.says("1")).outcome == "check.found"


@pytest.mark.parametrize("said", ["", "kabari saya"])
async def test_a_button_to_watch_a_nik_works(office: Office, bot: Opened, earlier: Earlier, said: str) -> None:
    if earlier.version < WATCHES:
        return
    office.publishes()
    earlier.waits("resident", {"step": "told", "watch": _watch(office, NOBODY, TOKEN)}, 24)
    chat = await bot()
    answer = await (chat.says(said) if said else chat.presses_value(f"watch.{TOKEN}"))
    assert answer.outcome == "watch.kept"
    with closing(sqlite3.connect(earlier.live)) as live:
        assert live.execute("SELECT nik FROM watches").fetchall() == [(office.key.of_nik(NOBODY),)]


async def test_buttons_of_earlier_answers_work_and_words_refer_to_none_from_before_a_menu(
    office: Office, bot: Opened
) -> None:
    office.publishes()
    earlier = Earlier(office, OFFERS)
    for nik, token in ((NOBODY, OLDER), (JOKO, TOKEN)):
        earlier.offers("resident", token, {"step": "told", "watch": _watch(office, nik, token)})
    earlier.writes("INSERT INTO chats (channel, address, used) VALUES ('test', 'resident', ?)", unix(NOW))
    chat = await bot()
    assert (await chat.says("kabari saya")).outcome == "subscribed"
    for token in (OLDER, TOKEN):
        assert (await chat.presses_value(f"watch.{token}")).outcome == "watch.kept"


async def test_the_place_in_the_guide_is_kept(office: Office, bot: Opened, earlier: Earlier) -> None:
    if earlier.version < WATCHES:
        return
    earlier.waits("resident", {"step": "guide"}, 24, guide='{"step":"survey","for":"self"}', guide_at=unix(NOW))
    chat = await bot()
    await chat.says("lanjutkan")
    assert chat.reply.text.startswith("Langkah 10 dari 11")


async def test_a_reply_that_was_not_sent_is_still_there(office: Office, bot: Opened, earlier: Earlier) -> None:
    written = '{"outcome":"menu","topic":null,"sure":true,"offered":[],"language":"id","private":false,"replies":[%s]}'
    earlier.writes(
        "INSERT INTO turns (seen, at, channel, address, answer) VALUES (x'01', ?, 'test', 'resident', ?)",
        unix(NOW),
        written % '{"text":"Halo","choices":[{"label":"Menu","value":"menu"}],"picture":null}',
    )
    chat = await bot()
    (waiting,) = await chat.app.replies.pending("test")
    assert (waiting.address, waiting.answer.replies[0].text) == ("resident", "Halo")


@pytest.mark.parametrize(
    "broken",
    ["", "{", "[]", '{"step": "factor"}', '{"step": "of tomorrow"}', '{"v":3,"question":{"kind":"?"}}', "null"],
)
async def test_what_cannot_be_read_is_dropped_and_its_content_not_logged(
    office: Office, bot: Opened, caplog: pytest.LogCaptureFixture, broken: str
) -> None:
    office.publishes()
    with closing(sqlite3.connect(office.home / "live.db")) as live, live:
        live.execute(
            "INSERT INTO chats (channel, address, used, language, question, question_until, recent, recent_until, "
            "guide, guide_at) VALUES ('test', 'resident', ?, 'en', ?, ?, ?, ?, ?, ?)",
            (unix(NOW), broken or "secret", unix(NOW) + 999, broken or "secret", unix(NOW) + 999, broken, unix(NOW)),
        )
        live.execute(
            "INSERT INTO turns (seen, at, channel, address, answer, number) VALUES (x'01', ?, 'test', 'x', ?, 1)",
            (unix(NOW), broken or "secret"),
        )
    chat = await bot()
    assert await chat.app.replies.pending("test") == []
    assert (await chat.says(BUDI)).outcome == "check.found"
    assert chat.last
    assert chat.last.language == "en"  # the rest of the chat is still there
    assert "state_dropped" in caplog.text
    assert "reply.dropped" in caplog.text
    assert "secret" not in caplog.text
    assert "tomorrow" not in caplog.text


async def test_an_answer_of_a_newer_version_is_dropped() -> None:
    assert load_answer('{"v":9,"answer":{"outcome":"menu"}}') is None
    assert load_answer('{"v":1,"answer":' + '{"replies":[' * 5000) is None
    assert load_answer('{"v":1,"answer":{"outcome":"menu"}}') == Answer(Outcome.MENU)
    assert load_answer('{"outcome":"menu","replies":[{"text":"Halo"}]}') == Answer(
        Outcome.MENU, replies=(Reply("Halo"),)
    )


async def test_a_word_of_another_version_costs_no_answer() -> None:
    reply = (
        '{"text":"Halo","heading":{"text":"Hasil","standing":"new"},"choices":[{"label":"A","value":"a","role":"new"}]}'
    )
    kept = load_answer(f'{{"v":1,"answer":{{"outcome":"menu","replies":[{reply}]}}}}')
    assert kept
    assert kept.replies[0].spoken == "Hasil\n\nHalo"
    assert load_answer(dump_answer(kept)) == kept
