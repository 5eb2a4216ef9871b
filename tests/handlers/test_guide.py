"""The guide to put data right is followed step by step, left, and taken up again weeks later."""

import re

import pytest

from data.content import areas, texts
from data.content.texts import LANGUAGES, label
from handlers.guide import guide_steps
from handlers.steps import STEPS, has_step
from tests.conftest import CHANNELS, NOBODY, Clock, Office, Opened, Person


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> str:
    """Every story here holds on each channel."""
    return str(request.param)


async def _kept(chat: Person) -> tuple[object, ...]:
    async with chat.app.dispatch._database.transaction() as tx:
        rows = await tx.rows("SELECT guide, guide_at FROM chats")
        return rows[0] if rows else ()


async def test_from_not_in_the_list_through_the_kelurahan_to_the_end(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.presses("Mulai periksa data")
    for button in ("Untuk saya", "KTP Kota Bekasi", "Ada yang meninggal"):
        await chat.presses(button)
    assert "akta kematian" in chat.reply.text
    await chat.presses("Sudah")
    await chat.presses("Sudah rekam KTP")
    await chat.presses("Lewat kelurahan")
    await chat.says("mdn satria")
    await chat.presses("Medansatria")
    assert "Kelurahan Medansatria, Kecamatan Medansatria." in chat.reply.text
    seen = [chat.reply.text]
    while "Sudah" in {choice.label for choice in chat.choices}:
        await chat.presses("Sudah")
        seen.append(chat.reply.text)
    counted = [text for text in seen if "Langkah" in text]
    assert [f"Langkah {n} dari 11" in text for n, text in enumerate(counted, start=6)] == [True] * 6
    assert "Kelurahan Medansatria" in counted[2]
    assert seen[-1] == texts.text("guide.end", "id")


async def test_by_phone_to_the_end_with_typed_words(bot: Opened) -> None:
    chat = await bot()
    for said in ("/panduan", "Untuk saya"):
        await (chat.says(said) if said.startswith("/") else chat.presses(said))
    await chat.says("iya")  # KTP of Kota Bekasi
    await chat.says("bener")  # the KK is right
    await chat.says("ya sudah")
    assert chat.reply.text.endswith(texts.text("guide.dtsen", "id"))
    await chat.presses("Lewat HP")
    for n in range(6, 11):
        assert f"Langkah {n} dari 10" in chat.reply.text
        await chat.says("udah pak")
    assert chat.reply.text == texts.text("guide.end", "id")


@pytest.mark.parametrize(
    ("step", "said", "heard"),
    [
        ("ktp", "bukan", "guide.elsewhere"),
        ("record", "udah", "guide.dtsen"),
        ("record", "belum pak", "guide.record_do"),
        ("office_rt", "pak rt ga ada", "guide.trouble.rt"),
        ("office_counter", "petugasnya ga ada", "guide.trouble.counter"),
        ("office_counter", "ga bisa", "guide.trouble.counter"),
        ("office_counter", "belum", "guide.trouble.counter"),
        ("office_counter", "ada masalah", "guide.trouble.counter"),
        ("office_counter", "tidak ada masalah", "guide.meeting"),
        ("office_counter", "sudah beres", "guide.meeting"),
        ("where", "ga tau", "guide.office_papers"),
    ],
)
async def test_typed_answers_lead_where_the_buttons_do(bot: Opened, step: str, said: str, heard: str) -> None:
    chat = await bot()
    await chat.presses_value(f"guide.to.{step}")
    await chat.says(said)
    assert chat.reply.text.splitlines()[-1] == texts.language("id").replies[heard].text.strip().splitlines()[-1]


@pytest.mark.parametrize("step", ["record", "office_rt", "kk", "where"])
async def test_despair_and_accidents_go_before_the_guide(bot: Opened, step: str) -> None:
    chat = await bot()
    for said, outcome in (
        ("udah ga sanggup hidup", "info.despair"),
        ("mau bundir aja", "info.despair"),
        ("belum, suami saya barusan kecelakaan ketabrak truk", "info.emergency"),
    ):
        await chat.presses_value(f"guide.to.{step}")
        assert (await chat.says(said)).outcome == outcome


async def test_weeks_later_it_goes_on(bot: Opened, clock: Clock) -> None:
    chat = await bot()
    await chat.presses_value("guide.to.office_counter")
    step = chat.reply.text
    clock.passes(days=60)
    await chat.says("/start")
    await chat.says("lanjutkan")
    assert chat.reply.text == step
    await chat.says("/panduan")
    assert "22 November 2026" not in chat.reply.text  # the day of the last step is today's
    await chat.presses("Lanjutkan")
    assert chat.reply.text == step


async def test_it_is_kept_for_a_year_and_erased_on_demand(bot: Opened, clock: Clock) -> None:
    chat = await bot()
    await chat.presses_value("guide.to.survey")
    assert (await _kept(chat))[0] == '{"v":2,"step":"survey","answers":{}}'
    clock.passes(days=364)
    await chat.app.sweeper.sweep()
    assert (await _kept(chat))[0]
    clock.passes(days=2)
    await chat.app.sweeper.sweep()
    assert await _kept(chat) == ()  # nor does anything else of the chat stay
    await chat.presses_value("guide.to.survey")
    await chat.says("/hapus")
    await chat.says("lanjutkan")
    assert chat.reply.text.endswith(texts.text("guide.who", "id"))


async def test_every_step_says_its_number_and_leads_one_step_back(bot: Opened) -> None:
    chat = await bot(messages_per_minute=1000)
    await chat.says("/panduan")
    assert chat.reply.text.startswith("Langkah 1 dari sekitar 11\n")
    for way, last in ((("Lewat HP",), "Langkah 10 dari 10"), (("Lewat kelurahan", "Lewati"), "Langkah 11 dari 11")):
        await chat.presses_value("guide.to.who")
        shown = [chat.reply.text]
        for button in ("Untuk saya", "KTP Kota Bekasi", "KK sudah benar", "Sudah rekam KTP", *way):
            await chat.presses(button)
            shown.append(chat.reply.text)
        while "Sudah" in {choice.label for choice in chat.choices}:
            await chat.presses("Sudah")
            shown.append(chat.reply.text)
        assert [last in one for one in shown[-2:]] == [True, False]
        for before in reversed(shown[:-1]):
            await chat.presses("Kembali")
            assert chat.reply.text == before
        assert "Kembali" not in {choice.label for choice in chat.choices}


async def test_back_typed_leads_back_in_the_guide_only_while_it_is_shown(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("guide.to.record")
    await chat.says("kembali")
    assert chat.reply.text.endswith(texts.text("guide.kk", "id"))
    await chat.says("iurannya siapa yang bayar?")
    assert (await chat.says("kembali")).outcome == "menu"


async def test_back_leads_from_a_task_to_its_question(bot: Opened) -> None:
    chat = await bot(messages_per_minute=1000)
    for task, question in (("kk_death", "kk"), ("offline", "record"), ("elsewhere", "ktp")):
        await chat.presses_value(f"guide.to.{task}")
        assert chat.reply.text.startswith(f"Langkah {guide_steps.number(question, guide_steps.BY_OFFICE)} dari")
        await chat.presses("Kembali")
        assert chat.reply.text.endswith(texts.text(f"guide.{question}", "id"))
    await chat.presses_value("guide.place.kec.3")
    await chat.presses("Kembali")
    assert chat.reply.text.endswith(texts.text("guide.where", "id"))


async def test_trouble_gets_help_and_a_way_back(bot: Opened) -> None:
    chat = await bot(messages_per_minute=1000)
    for name, step in guide_steps.GUIDE_STEPS.items():
        if not step.trouble:
            continue
        await chat.presses_value(f"guide.to.{name}")
        before = chat.reply.text
        await chat.says("ada masalah")
        assert chat.reply.text == texts.text(f"guide.trouble.{step.trouble}", "id")
        await chat.presses("Ke langkah tadi")
        assert chat.reply.text == before


async def test_who_helps_another_is_told_so_at_each_counter(bot: Opened) -> None:
    chat = await bot()
    await chat.says("/panduan")
    await chat.presses("Untuk orang lain")
    await chat.presses_value("guide.to.office_counter")
    assert texts.phrase("guide_for_other", "id") in chat.reply.text


async def test_a_question_on_the_way_is_answered_and_the_step_stays(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("guide.to.office_counter")
    step = chat.reply.text
    assert (await chat.says("iurannya siapa yang bayar?")).outcome == "info.contribution"
    await chat.says("lanjut")
    assert chat.reply.text == step


async def test_every_kelurahan_can_be_chosen_by_buttons(bot: Opened) -> None:
    chat = await bot(messages_per_minute=1000)
    found, page = set(), 0
    while page < 3:
        await chat.presses_value(f"guide.place.page.{page}")
        kecamatan = [choice for choice in chat.choices if ".kec." in choice.value]
        for one in kecamatan:
            await chat.presses_value(one.value)
            offered = {choice.label for choice in chat.choices} - {label("guide.back", "id")}
            assert 1 <= len(offered) <= 6
            found |= offered
        page += 1
    assert found == {one.name for one in areas.all_kelurahan()}


async def test_a_place_that_is_none_of_ours_is_asked_again(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("guide.to.where")
    asked = chat.reply.text
    assert "Kecamatan" not in (await chat.says("Tambun Selatan")).replies[0].text
    await chat.presses_value("guide.place.kel.32.75.99.9999")
    assert chat.reply.text == asked


async def test_a_nik_never_tells_where_somebody_lives(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.presses_value("guide.to.where")
    assert (await chat.says(NOBODY)).outcome == "check.not_listed"
    assert "kelurahan" not in str(await _kept(chat))


@pytest.mark.parametrize(
    "value", ["guide.to.nowhere", "guide.problem.who", "guide.x", "guide.place.kec.77", "guide.for.cat"]
)
async def test_an_unknown_button_begins_anew(bot: Opened, value: str) -> None:
    chat = await bot()
    assert (await chat.presses_value(value)).outcome == "guide"


def test_the_way_has_no_dead_end() -> None:
    reached, ways = (
        set[str](),
        [guide_steps.FIRST, "ktp", "office_papers"],
    )  # the last two stand behind a choice of its own
    while ways:
        name = ways.pop()
        if name in reached:
            continue
        reached.add(name)
        for _, value in guide_steps.GUIDE_STEPS[name].ways:
            assert has_step(value), value
            target = value.removeprefix("guide.to.")
            ways += [target] if target in guide_steps.GUIDE_STEPS else []
        assert guide_steps.GUIDE_STEPS[name].ways or name == "where"
    assert reached == {*guide_steps.GUIDE_STEPS}
    elsewhere = {
        value for step in guide_steps.GUIDE_STEPS.values() for _, value in step.ways if not value.startswith("guide.")
    }
    assert elsewhere <= {*STEPS}


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_step_names_a_duration_that_nobody_stated(code: str) -> None:
    """Only of the whole way it is known how long it takes: 1-6 months; the last step says so."""
    how_long = re.compile(r"Lamanya|How long|Lamina|1-6")
    for name, step in guide_steps.GUIDE_STEPS.items():
        written = texts.language(code).replies["guide.kk_do" if name.startswith("kk_") else f"guide.{name}"].text
        assert bool(how_long.search(written)) is (name == "wait"), name
        assert len({label(key, code) for key, _ in step.ways}) == len(step.ways)
