"""What to do in one's situation: where to go, what to say there, what comes after, and what if it is refused."""

import pytest

from data.content import situations
from data.content.situations import AFTER, OFFICE, PAPERS, PREFIX, REFUSED, WHERE, WORDS, message
from handlers import one_message
from handlers.steps import STEPS
from tests.conftest import Opened, Person

NAMES = sorted(situations.situations())


async def test_who_is_in_the_guide_finds_the_situation_in_three_presses(bot: Opened) -> None:
    chat = await bot()
    await chat.says("panduan")
    await chat.presses("Pilih masalahnya")
    await chat.presses("Isi KK berubah")
    answer = await chat.presses("Almarhum masih di KK")
    assert (answer.outcome, answer.topic, chat.reply.text) == (
        "situation", "update_data", message("dead_in_kk", WHERE, "id"),
    )  # fmt: skip


async def test_every_situation_is_in_one_group_of_the_list(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value(situations.LIST)
    groups = [one.value for one in chat.choices if one.value.startswith(f"{situations.LIST}.")]
    listed: list[str] = []
    for group in groups:
        await chat.presses_value(group)
        assert len(chat.choices) <= one_message.MOST_BUTTONS
        listed += [one.value for one in chat.choices if one.value.startswith(PREFIX)]
    assert sorted(listed) == [f"{PREFIX}{name}" for name in NAMES]


@pytest.mark.parametrize("name", NAMES)
async def test_its_fine_questions_open_it_and_its_messages_lead_to_each_other(bot: Opened, name: str) -> None:
    chat = await bot()
    step = f"{PREFIX}{name}"
    for asked in situations.situations()[name].answers:
        chat = Person(chat.app, asked)
        await chat.presses_value(f"answer.{asked}")
        assert chat.reply.text == message(name, WHERE, "id")
    steps = [f"{step}{part}" for part in (AFTER, REFUSED, WHERE)]
    for here in steps:
        await chat.presses_value(here)
        values = [one.value for one in chat.choices]
        assert {*steps} - {here} <= {*values}
        assert values[-2:] == ["guide", "menu"]
        assert [value for value in values if value not in STEPS] == []


async def test_a_widow_is_told_what_comes_next_and_what_if_it_is_refused(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("answer.update.kk_dead")
    await chat.says("terus?")
    assert chat.reply.text == message("dead_in_kk", AFTER, "id")
    await chat.says("kalau ditolak gimana?")
    assert chat.reply.text == message("dead_in_kk", REFUSED, "id")
    await chat.says("berkasnya apa aja")
    assert chat.reply.text == message("dead_in_kk", WHERE, "id")


async def test_who_waits_for_news_may_ask_what_it_costs_and_goes_on_where_they_were(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("answer.update.track")
    await chat.says("bilang apa?")
    assert chat.reply.text == message("silence", WORDS, "id")
    await chat.says("bayar ga")
    assert "kuitansi" in chat.reply.text
    await chat.says("kapan balik?")
    assert chat.reply.text == message("silence", AFTER, "id")
    assert "1-6 bulan" in chat.reply.text
    await chat.says("klo petugasnya ga mau?")
    assert chat.reply.text == message("silence", REFUSED, "id")


async def test_who_lost_a_ktp_is_answered_in_english_line_by_line(bot: Opened) -> None:
    chat = await bot()
    chat.language = "en"
    await chat.presses_value("answer.update.ktp_reprint")
    for said, part in (("where?", OFFICE), ("what do i bring", PAPERS), ("what do i say", WORDS), ("and then?", AFTER)):
        await chat.says(said)
        assert chat.reply.text == message("ktp_lost", part, "en")
    await chat.says("what if they refuse")
    assert chat.reply.text == message("ktp_lost", REFUSED, "en")


@pytest.mark.parametrize(
    ("after", "said", "step"),
    [
        ("", "lanjut", AFTER),
        ("", "ya", AFTER),
        ("", "habis itu?", AFTER),
        ("", "brp lama", AFTER),
        ("", "kemana?", OFFICE),
        ("", "kalau ga mau", REFUSED),
        (AFTER, "ya", REFUSED),
        (AFTER, "terus", REFUSED),
        (AFTER, "bilang apa", WHERE),
        (AFTER, "kemana", WHERE),
        (REFUSED, "sesudah itu", AFTER),
        (REFUSED, "bawa apa aja", WHERE),
    ],
)
async def test_short_words_lead_from_one_message_to_the_other(bot: Opened, after: str, said: str, step: str) -> None:
    chat = await bot()
    await chat.presses_value(f"situation.split_kk{after}")
    await chat.says(said)
    assert chat.reply.text == message("split_kk", step, "id")


async def test_who_began_the_guide_says_yes_to_the_situation_and_not_to_the_guide(bot: Opened) -> None:
    chat = await bot()
    await chat.says("panduan")
    await chat.presses("Untuk saya")
    await chat.presses_value("situation.baby")
    await chat.says("iya")
    assert chat.reply.text == message("baby", AFTER, "id")
    await chat.says("lanjutkan")
    assert chat.reply.text.count("KOTA BEKASI")


async def test_who_does_not_understand_gets_it_in_few_words_and_then_a_person(bot: Opened) -> None:
    app = (await bot()).app
    for name, one in situations.situations().items():
        chat = Person(app, name)
        await chat.presses_value(f"{PREFIX}{name}")
        await chat.says("ga ngerti")
        assert chat.reply.text == one.answer.simple_in("id")
        assert f"{PREFIX}{name}{AFTER}" in [choice.value for choice in chat.choices]
        assert (await chat.says("masih ga ngerti")).outcome == "info.human"


async def test_the_same_message_is_not_given_twice_running(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("situation.no_address")
    await chat.presses_value("answer.update.kk_none")
    assert chat.reply.text.startswith(situations.situations()["no_address"].answer.simple_in("id"))


async def test_the_kelurahan_of_the_person_says_where_that_is(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("situation.desil_rose")
    assert (await chat.says("Jatiasih")).outcome == "offices"


async def test_a_death_in_the_step_of_the_guide_stays_a_step_of_the_guide(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("guide.to.kk")
    assert (await chat.presses("Ada yang meninggal")).outcome == "guide"
