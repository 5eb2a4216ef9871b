"""When the month's budget of a channel is spent, what cannot wait is answered, and others are sent to the web chat."""

import pytest

from bot.sending.receipts import Price, Receipt
from data.channels import WHATSAPP
from data.content import texts
from handlers.messages import LinkButton
from tests.conftest import BUDI, NOBODY, Clock, Office, Opened, Person

LINK = "https://chat.example/"


async def _spent(bot: Opened, dollars: float = 0.05, **settings: object) -> Person:
    """Somebody on a channel whose budget of two messages is spent."""
    chat = await bot(whatsapp_budget=dollars, **settings)
    chat.channel = WHATSAPP.name
    chat.app.dispatch._services.links["web"] = LINK
    await _billed(chat, 2)
    return chat


async def _billed(chat: Person, messages: int) -> None:
    moment = chat.app.clock().timestamp()
    found = [Receipt(f"{moment}.{n}", "delivered", price=Price("service", free=False)) for n in range(messages)]
    await chat.app.events.note_receipts(WHATSAPP.name, found)


async def test_one_message_a_person_and_day_leads_to_the_web_chat(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await _spent(bot)
    answer = await chat.says("menu")
    assert answer.outcome == "over_budget"
    assert chat.reply.text == texts.text("over_budget", "id", channel="WhatsApp")
    assert chat.reply.link == LinkButton(texts.phrase("open_web_chat", "id"), LINK)
    assert chat.choices == ()
    assert (await chat.says(BUDI)).replies == ()
    neighbour = Person(chat.app, "neighbour", chat.channel)
    assert (await neighbour.says("halo")).replies
    clock.passes(days=1)
    assert (await chat.says("menu")).replies


@pytest.mark.parametrize(
    ("text", "outcome"),
    [
        ("tolong suami saya kecelakaan kerja", "info.emergency"),
        ("cara klaim santunan", "info.claim"),
        ("mau bunuh diri saja", "info.despair"),
        (f"mau mati saja, NIK saya {BUDI}", "check."),
        (f"suami saya kecelakaan kerja {BUDI}", "check."),
        (f"suami saya kecelakaan kerja {BUDI} {NOBODY}", "check."),
        ("darurat", "offices"),
        ("ambulans", "offices"),
        ("anak saya pingsan di pabrik", ""),
        ("BERHENTI", "unsubscribed"),
        ("/hapus", "erased"),
        ("/privasi", "privacy"),
    ],
)
async def test_what_cannot_wait_is_answered_as_ever(bot: Opened, text: str, outcome: str) -> None:
    chat = await _spent(bot)
    answer = await chat.says(text)
    assert answer.outcome.startswith(outcome)
    assert answer.replies


async def test_a_check_that_is_not_answered_uses_up_no_quota(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await _spent(bot, checks_per_day=1)
    assert (await chat.says(NOBODY)).outcome == "over_budget"
    chat.app.dispatch._services.over_budget.clear()
    assert (await chat.says(BUDI)).outcome == "check.found"


async def test_other_channels_and_a_new_month_are_answered(bot: Opened, clock: Clock) -> None:
    chat = await _spent(bot)
    assert (await Person(chat.app, "web", "web").says("menu")).outcome == "menu"
    assert (await chat.says("menu")).outcome == "over_budget"
    clock.passes(days=9)
    await _billed(chat, 1)
    assert (await chat.says("menu")).outcome == "menu"


async def test_an_alarm_rises_once_and_after_a_restart_the_database_says_what_was_spent(bot: Opened) -> None:
    chat = await _spent(bot)
    await _billed(chat, 3)
    assert _alarms(chat) == 1
    again = await bot(whatsapp_budget=0.05)
    again.channel = WHATSAPP.name
    assert (await again.says("menu")).outcome == "over_budget"
    assert _alarms(again) == 1


def _alarms(chat: Person) -> float:
    return chat.app.metrics.registry.get_sample_value("sigap_alarms_total", {"kind": "whatsapp_budget"}) or 0


async def test_without_a_budget_all_is_answered(bot: Opened) -> None:
    chat = await _spent(bot, dollars=0)
    assert (await chat.says("menu")).outcome == "menu"


async def test_without_a_public_web_chat_the_words_name_another_way(bot: Opened) -> None:
    chat = await _spent(bot)
    chat.app.dispatch._services.links.clear()
    await chat.says("menu")
    assert chat.reply.link is None
    assert chat.reply.text == texts.text("over_budget.alone", "id", channel="WhatsApp")


async def test_a_group_gets_nothing(bot: Opened) -> None:
    chat = await _spent(bot)
    assert (await chat.says_in_group("halo")).replies == ()


@pytest.mark.parametrize("code", texts.LANGUAGES)
def test_the_button_fits_where_labels_are_short(code: str) -> None:
    assert len(texts.phrase("open_web_chat", code)) <= 20
