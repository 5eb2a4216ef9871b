"""Two buttons below an answer ask whether it helped: once a visit, never to who has worries, and counted once."""

from datetime import timedelta
from functools import partial

import pytest
from prometheus_client import generate_latest
from typer.testing import CliRunner

from bot.cli import app
from data import ratings, statistics
from data.chats import chats
from data.chats.recent_answers import RecentAnswer
from data.clock import WIB
from data.content import fine_answers, situations, texts
from data.database.sqlite import Database, Transaction
from data.ratings import Rating, Score
from handlers import helped, one_message
from handlers.conversation import LISTENERS
from handlers.desk import statistics_page
from handlers.memory import offered
from handlers.messages import Choice, Incoming
from handlers.pages import info
from handlers.pages.answers import STEPS as FINE
from handlers.steps import STEPS
from tests.conftest import BUDI, NOW, Clock, Office, Opened, Person
from tests.support.step_texts import text_of

TODAY = NOW.astimezone(WIB).date()
OFFICER = "111"
QUESTION = "desil saya berapa ya"
ANSWER = "answer.eligible.my_desil"
text, label = texts.text, texts.label


def values(chat: Person) -> list[str]:
    assert chat.last
    return [choice.value for reply in chat.last.replies for choice in reply.choices]


def asks(chat: Person) -> bool:
    found = [one for one in values(chat) if one.startswith("helped.")]
    assert found in ([], [*offered.HELPED])
    return bool(found)


def database(chat: Person) -> Database:
    return chat.app.dispatch._database


async def counted(chat: Person) -> list[Score]:
    return await database(chat).group_commit(partial(ratings.scores, since=TODAY - timedelta(days=30)))


# ---------------------------------------------------------------- when it is asked


async def test_it_stands_on_the_answer_without_a_word_of_its_own(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(QUESTION)
    (reply,) = chat.last.replies if chat.last else ()
    assert reply.text == text_of(ANSWER)
    assert [one.label for one in reply.choices][-3:] == ["Terbantu", "Belum terbantu", "Menu"]


async def test_it_is_asked_once_a_visit_however_long_that_is(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(QUESTION)
    assert asks(chat)
    for _ in range(4):
        for said in ("bpjs kesehatan beda ga", "jht bisa cair ga", "iuran siapa yang bayar", "desil saya berapa"):
            await chat.says(said)
            assert not asks(chat), said
    clock.passes(hours=23)
    await chat.says(QUESTION)
    assert not asks(chat)
    clock.passes(hours=2)
    await chat.says("siapa yang bayar iurannya sih")
    assert asks(chat)


@pytest.mark.parametrize(
    "said",
    [
        "halo",
        "menu",
        "makasih ya",
        BUDI,
        "cek nik",
        "mulai panduan",
        "saya warga kabupaten",
        "kenapa saya tidak tercatat",
        "asdf qwer",
    ],
)
async def test_what_ends_no_matter_is_not_judged(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(said)
    assert not asks(chat)


async def test_a_pressed_button_is_not_judged(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.presses_value("info.desil")
    assert not asks(chat)


@pytest.mark.parametrize(
    "said",
    [
        "suami saya meninggal, gimana klaimnya",
        "bapak saya kecelakaan kerja barusan",
        "saya udah ketipu transfer 500rb buat daftar sigap",
        "saya ga kuat lagi pengen mati aja",
        "dasar bot bego ga guna",
        "saya disuruh transfer buat daftar sigap, ini penipuan bukan",
        "klaim kematian syaratnya apa",
        "mau ngomong sama petugas",
    ],
)
async def test_who_has_worries_is_not_asked_then_nor_for_the_rest_of_the_visit(
    office: Office, bot: Opened, clock: Clock, said: str
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(said)
    assert not asks(chat)
    clock.passes(hours=3)
    await chat.says(QUESTION)
    assert not asks(chat)


async def test_the_invitation_comes_first_and_they_never_stand_together(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("syaratnya apa aja")
    assert "invite.yes" in values(chat)
    assert not asks(chat)
    await chat.says(QUESTION)  # right after one request comes no other
    assert not asks(chat)
    await chat.says("bpjs kesehatan beda ga")
    assert asks(chat)


async def test_while_we_wait_for_an_answer_nothing_else_is_asked(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("langganan kecamatan")
    assert values(chat)[0].startswith("subscribe.")
    await chat.says("jht bisa cair ga")
    assert not asks(chat)


async def test_a_forwarded_message_asks_nothing_of_its_own(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.app.dispatch.handle(Incoming("f", "telegram", "5", QUESTION, forwarded=True))
    assert not any(one.value in offered.HELPED for reply in answer.replies for one in reply.choices)


async def test_staff_are_not_asked(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(staff=f"{OFFICER}:viewer")
    answer = await chat.app.dispatch.handle(Incoming("s", "telegram", OFFICER, QUESTION))
    assert answer.outcome == "info.desil"
    assert not any(one.value in offered.HELPED for reply in answer.replies for one in reply.choices)


async def test_a_browser_without_cookies_is_not_asked(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.app.dispatch.handle(Incoming("w", "web", "b", QUESTION, keeps_cookies=False))
    assert answer.outcome == "info.desil"
    assert not any(one.value in offered.HELPED for reply in answer.replies for one in reply.choices)


async def test_an_answer_with_many_buttons_loses_the_menu_first(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.presses_value("invite.no")
    pair = (Choice("Ya", offered.HELPED[0]), Choice("Belum", offered.HELPED[1]))
    for name, page in info.PAGES.items():
        clock.passes(minutes=1)
        await chat.presses_value(name)
        choices = chat.last.replies[-1].choices if chat.last else ()
        shown = helped._with_question(choices, pair)
        assert len(shown) <= one_message.MOST_BUTTONS
        assert [one.value for one in shown if one not in pair][:4] == [*page.buttons][:4], name


# ---------------------------------------------------------------- what is counted


async def test_a_tap_is_counted_once_with_page_and_fine_question_and_nothing_else(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(QUESTION)
    await chat.presses("Terbantu")
    assert chat.reply.text == text("helped.yes", "id")
    assert [one.value for one in chat.choices] == ["menu"]
    for value in (*offered.HELPED, *offered.HELPED):
        await chat.presses_value(value)
    assert await counted(chat) == [Score("info.desil", ANSWER, 1, 0)]

    async def everything(tx: Transaction) -> list[tuple[object, ...]]:
        return await tx.rows("SELECT * FROM ratings")

    assert await database(chat).group_commit(everything) == [(TODAY.toordinal(), "info.desil", ANSWER, 1, 0)]


async def test_the_same_tap_that_comes_again_is_counted_once(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(QUESTION)
    for _ in range(3):
        await chat.app.dispatch.handle(Incoming("tap", chat.channel, chat.address, choice="helped.no"))
    assert await counted(chat) == [Score("info.desil", ANSWER, 0, 1)]
    shown = generate_latest(chat.app.metrics.registry).decode()
    assert 'sigap_helped_total{helped="no",page="info.desil",question="answer.eligible.my_desil"} 1.0' in shown


async def test_the_tap_is_about_the_answer_it_stood_below_whatever_came_between(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(QUESTION)
    for n in range(12):
        await chat.says("jht bisa cair ga" if n % 2 else "bpjs kesehatan beda ga")
    await chat.presses_value("helped.no")
    assert await counted(chat) == [Score("info.desil", ANSWER, 0, 1)]


async def test_a_tap_the_day_after_is_thanked_and_not_counted(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(QUESTION)
    clock.passes(days=2)
    await chat.presses_value("helped.yes")
    assert chat.reply.text == text("helped.yes", "id")
    await chat.presses_value("helped.no")
    assert values(chat) == ["info.human", "menu"]
    assert await counted(chat) == []


async def test_what_was_said_is_not_kept_with_the_chat_and_goes_with_it(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(QUESTION)
    await chat.presses("Belum terbantu")
    await chat.says("/hapus")

    async def stored(tx: Transaction) -> list[tuple[object, ...]]:
        return await tx.rows("SELECT * FROM chats")

    assert await database(chat).group_commit(stored) == []
    assert await counted(chat) == [Score("info.desil", ANSWER, 0, 1)]


# ---------------------------------------------------------------- "Belum"


async def test_who_was_not_helped_gets_other_answers_and_a_person_in_one_message(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(QUESTION)
    await chat.presses("Belum terbantu")
    assert chat.last
    (reply,) = chat.last.replies
    assert reply.text == text("helped.no", "id")
    assert [one.value for one in reply.choices][-2:] == ["info.human", "menu"]
    assert {"info.update", "info.eligible"} & {*values(chat)}
    assert "info.desil" in values(chat)
    await chat.says("cari petugas")
    assert chat.last.outcome == "info.human"


@pytest.mark.parametrize(
    "part", ["answer.eligible.my_desil", "answer.check.nik_where", "answer.office.hours", "answer.paid.who_pays"]
)
async def test_below_a_short_answer_the_page_behind_it_is_offered_first(office: Office, bot: Opened, part: str) -> None:
    office.publishes()
    chat = await bot()
    fine = fine_answers.of_step(part)
    assert fine
    await chat.presses_value(part)
    kept = (await recent(chat))[-1]
    offers = helped._offers(kept)
    assert offers[0] == fine.page
    assert len(offers) <= 4
    assert all(one in STEPS for one in offers)


async def test_whatever_did_not_help_all_that_is_offered_leads_somewhere(
    office: Office, bot: Opened, clock: Clock
) -> None:
    office.publishes()
    chat = await bot()
    of_situations = {f"answer.{name}" for one in situations.situations().values() for name in one.answers}
    for part in (*(FINE.keys() - of_situations), *info.PAGES):
        clock.passes(minutes=1)
        await chat.presses_value(part)
        (*_, kept) = await recent(chat)
        for step in helped._offers(kept):
            assert step in STEPS, (part, step)
        assert part in {kept.part, kept.page} or kept.of_despair


async def recent(chat: Person) -> tuple[RecentAnswer, ...]:
    load = partial(chats.load, channel=chat.channel, address=chat.address, now=NOW)
    return (await database(chat).group_commit(load)).recent


# ---------------------------------------------------------------- typed


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("terbantu", "helped.yes"),
        ("iya membantu", "helped.yes"),
        ("sangat membantu", "helped.yes"),
        ("makasih membantu banget", "helped.yes"),
        ("belum", "helped.no"),
        ("belum terbantu", "helped.no"),
        ("ga membantu", "helped.no"),
        ("blm membantu kak", "helped.no"),
        ("maaf min ga begitu ngebantu", "helped.no"),
        ("did not help", "helped.no"),
        ("teu acan kabantu", "helped.no"),
    ],
)
async def test_it_may_be_typed(office: Office, bot: Opened, said: str, outcome: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(QUESTION)
    assert (await chat.says(said)).outcome == outcome
    (score,) = await counted(chat)
    assert (score.helped, score.not_helped) == ((1, 0) if outcome == "helped.yes" else (0, 1))


@pytest.mark.parametrize(
    "said",
    [
        "ya",
        "oke",
        "makasih",
        "saya belum terdaftar",
        "belum punya ktp",
        "ga",
        "belum paham",
        "tolong bantu saya",
        "bisa membantu saya?",
        "membantu siapa",
        "belum ada",
    ],
)
async def test_other_words_judge_nothing(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(QUESTION)
    assert asks(chat)
    assert not (await chat.says(said)).outcome.startswith("helped.")
    assert await counted(chat) == []


@pytest.mark.parametrize("said", ["terbantu", "belum", "belum terbantu", "did not help"])
async def test_without_the_buttons_such_words_judge_nothing(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("halo")
    assert not (await chat.says(said)).outcome.startswith("helped.")


# ---------------------------------------------------------------- what staff see


async def _judged(tx: Transaction) -> None:
    for page, part, yes, no in (
        ("info.update", "", 8, 5),
        ("info.desil", "answer.eligible.my_desil", 1, 4),
        ("info.update", "answer.update.officer_absent", 0, 3),
        ("info.why", "", 2, 2),
        ("offices", "", 5, 1),
        ("info.about", "", 4, 1),
        ("info.eligible", "", 9, 0),
    ):
        for said, many in ((True, yes), (False, no)):
            for _ in range(many):
                await ratings.add(tx, TODAY, Rating(page, part, said))
    await ratings.add(tx, TODAY - timedelta(days=14), Rating("info.claim", "", helped=False))


async def test_staff_see_the_share_and_where_people_say_no(office: Office, bot: Opened) -> None:
    chat = await bot(staff=f"{OFFICER}:viewer")
    answer = await chat.app.dispatch.handle(Incoming("1", "telegram", OFFICER, "/statistik"))
    assert "Terbantu, 14 hari: belum ada" in answer.replies[0].text
    await database(chat).group_commit(_judged)
    answer = await chat.app.dispatch.handle(Incoming("2", "telegram", OFFICER, "/statistik"))
    assert (
        f"""\
Terbantu, 14 hari: 29 dari 45 (64%)
Belum terbantu:
1. {label("info.update", "id")}: 5 dari 13
2. {fine_answers.answers()["eligible.my_desil"].label["id"]}: 4 dari 5
3. {fine_answers.answers()["update.officer_absent"].label["id"]}: 3 dari 3
4. {label("info.why", "id")}: 2 dari 4
5. {label("info.about", "id")}: 1 dari 5

"""
        in answer.replies[0].text
    )


async def test_an_answer_of_another_version_keeps_its_name(bot: Opened) -> None:
    assert statistics_page.answer_name(Score("info.gone", "", 0, 1)) == "info.gone"
    assert statistics_page.answer_name(Score("info.gone", "answer.gone", 0, 1)) == "info.gone (answer.gone)"


def test_the_terminal_shows_it_too(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    office.publishes()
    monkeypatch.setenv("SIGAP_DATA_DIR", str(office.home))
    monkeypatch.setenv("SIGAP_NIK_KEY", office.key.secret.hex())
    monkeypatch.setenv("COLUMNS", "100")
    runner = CliRunner()
    assert "Nobody has said that an answer did not help." in runner.invoke(app, ["statistics"]).stdout
    lines = [
        f'{{"chat": "{one}", "text": "{said}"}}\n'
        for one in "abc"
        for said in (QUESTION, "belum" if one != "a" else "terbantu")
    ]
    assert runner.invoke(app, ["ask"], input="".join(lines)).exit_code == 0
    shown = runner.invoke(app, ["statistics"]).stdout
    assert "1 of 3 people said that an answer helped (33%)." in shown
    assert ["info.desil", ANSWER, "2", "3"] in [line.split() for line in shown.splitlines()]


def test_the_names_here_are_names_of_something() -> None:
    assert {one.__name__ for one in LISTENERS} >= helped.LISTENERS
    assert statistics.LEAST_HELPFUL == 5
