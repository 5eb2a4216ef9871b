"""Every topic has a page, every button leads somewhere, and plain words find the page that is meant."""

import time

import pytest

from data import texts
from data.texts import LANGUAGES
from handlers import info, topics, welcome
from handlers.conversation import STEPS
from tests.conftest import BUDI, Office, Opened, Person

NEED_A_PERSON = {"erase", "check.again", "check.as_kk", "check.as_nik"}


@pytest.fixture(params=["core", "telegram"])
def channel(request: pytest.FixtureRequest) -> str:
    """Every story here holds on each channel."""
    return str(request.param)


@pytest.mark.parametrize("step", sorted(set(STEPS) - NEED_A_PERSON))
async def test_every_button_leads_on(bot: Opened, step: str) -> None:
    chat = await bot()
    answer = await chat.presses_value(step)
    assert answer.outcome != "error"
    assert len(chat.choices) <= 6
    for choice in chat.choices:
        assert choice.value in STEPS
    assert chat.choices or step == "check"  # which asks for a NIK


def test_the_menu_leads_to_every_topic() -> None:
    assert all(len(page) <= 6 for page in welcome.MENU)
    reached, ways = set[str](), [step for page in welcome.MENU for step in page]
    while ways:
        step = ways.pop()
        if step not in reached:
            reached.add(step)
            ways += info.PAGES[step].buttons if step in info.PAGES else ()
    assert {"info.human"} >= set(info.PAGES) - reached


def test_every_page_has_its_words_and_label() -> None:
    for code in LANGUAGES:
        language = texts.language(code)
        for step in info.PAGES:
            assert step in language.replies
            assert step in language.labels


def test_every_keyword_names_a_step_and_none_two() -> None:
    seen: dict[str, str] = {}
    for step, words in texts.keywords().pages.items():
        assert step in STEPS
        assert topics.topic_of(step)
        for word in words:
            assert seen.setdefault(word, step) == step, word


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("mau daftar dong gimana caranya", "info.register"),
        ("pendaftaran dibuka lagi kapan", "info.register"),
        ("Hotline Jabar masih buka?", "info.register.province"),
        ("syaratnya apa aja", "info.eligible"),
        ("desil saya berapa ya", "info.desil"),
        ("kenapa saya gak terdaftar", "info.why"),
        ("cara perbarui data dtsen", "info.update"),
        ("ktp hilang", "info.update.papers"),
        ("aplikasi cek bansos gimana", "info.update.app"),
        ("manfaatnya apa", "info.benefits"),
        ("iurannya berapa", "info.contribution"),
        ("cara klaim gimana", "info.claim"),
        ("suami ketabrak motor waktu narik", "info.claim.accident"),
        ("bapak meninggal dunia kemarin", "info.claim.death"),
        ("alamat kantornya", "offices"),
        ("butuh ambulans", "offices"),
        ("apa itu sigap", "info.about"),
        ("ada yang minta transfer ke rekening 1234567890", "info.scams"),
        ("dimintai OTP lewat wa", "info.scams"),
        ("bpjs kesehatan saya nunggak", "info.kesehatan"),
        ("kartu JMO", "info.membership"),
        ("mau bicara dengan orang", "info.human"),
        ("data saya aman ga", "privacy"),
        ("LANGGANAN", "subscribed"),
        ("kabari saya", "subscribed"),
        ("BERHENTI", "unsubscribed"),
        ("Stop!", "unsubscribed"),
        ("how do I register", "info.register"),
        ("who can get it? what are the requirements", "info.eligible"),
        ("abdi badé daptar", "info.register"),
        ("kunaon abdi teu kenging", "info.why"),
        ("basa sunda", "language"),
        ("english please", "language"),
        ("/sunda", "language"),
        ("kapan bsu cair", "not_understood"),
        ("qwerty", "not_understood"),
    ],
)
async def test_plain_words_find_their_page(bot: Opened, said: str, outcome: str) -> None:
    chat = await bot()
    assert (await chat.says(said)).outcome == outcome


async def test_two_topics_in_one_message_are_offered(bot: Opened) -> None:
    chat = await bot()
    answer = await chat.says("syarat klaim")
    assert (answer.sure, answer.offered) == (False, ("eligibility", "claim"))
    assert (await chat.presses("Cara klaim")).outcome == "info.claim"


async def test_a_nik_goes_before_a_question(office: Office, bot: Opened) -> None:
    office.publishes()
    assert (await (await bot()).says(f"syaratnya apa, NIK saya {BUDI}")).outcome == "check.found"


async def test_a_long_text_is_looked_through_in_no_time(bot: Opened) -> None:
    begun = time.perf_counter()
    topics.steps_meant("saya mau tanya soal ini itu " * 150)
    assert time.perf_counter() - begun < 1  # what was quadratic took minutes


@pytest.mark.parametrize("code", LANGUAGES)
async def test_the_language_stays_with_the_chat(bot: Opened, code: str) -> None:
    chat = await bot()
    await chat.presses_value(f"language.{code}")
    await chat.says("qwerty")
    assert chat.reply.text == texts.text("lost", code)
    assert chat.last
    assert chat.last.language == code


async def _subscribed(chat: Person) -> tuple[object, ...]:
    async with chat.app.dispatch._database.transaction() as tx:
        return (await tx.rows("SELECT subscribed IS NOT NULL, consent FROM chats"))[0]


async def test_a_subscription_is_kept_with_its_consent_and_ends_at_once(bot: Opened) -> None:
    chat = await bot()
    await chat.says("langganan")
    assert await _subscribed(chat) == (1, texts.text("subscribed", "id"))
    await chat.presses_value("language.en")
    await chat.says("SUBSCRIBE")
    assert await _subscribed(chat) == (1, texts.text("subscribed", "id"))  # the consent that was given first
    await chat.says("STOP")
    assert await _subscribed(chat) == (0, None)
