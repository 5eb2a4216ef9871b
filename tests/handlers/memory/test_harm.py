"""That somebody died or was hurt stays the subject: of the check, of its buttons, and of what is asked afterwards."""

import pytest

from data.chats import stored_state
from data.chats.recent_answers import RecentAnswer
from data.content.texts import text
from handlers.words.harm import ACCIDENT, DEATH, KILLED
from tests.conftest import BUDI, DEWI, NOBODY, NOW, Clock, Office, Opened, Person
from tests.support.readings import reading
from tests.support.step_texts import text_of

DIED = "istri saya meninggal minggu lalu"
HURT = "suami saya jatuh dari atap waktu nguli, tangannya patah"
WAS_KILLED = "bapak saya tewas kesetrum pas kerja di proyek"
OF_LIVING = ("guide", "watch", "info.why", "info.eligible", "info.membership", "invite.yes")


@pytest.mark.parametrize(
    ("said", "told"),
    [
        (DIED, DEATH),
        ("emak saya udah ga ada bang", DEATH),
        ("my mother passed away yesterday and i do not know what to do", DEATH),
        ("pun bapa ngantunkeun kamari", DEATH),
        ("kakak saya meninggal di ugd karena stroke", DEATH),
        ("babeh aye udah kagak ade bang, ngurusnye gimane", DEATH),
        ("emak udah dipanggil yang kuasa", DEATH),
        ("mau bikin surat kematian suami buat klaim", DEATH),
        ("temen saya kecelakaan meninggal di tempat", KILLED),
        ("pun biang ngantunkeun nuju damel di pasar", KILLED),
        ("my brother got hit by a truck when delivering", ACCIDENT),
        ("my wife fell off the ladder, she clean windows", ACCIDENT),
        ("my husband phone crash when he open jmo", ""),
        ("if my son crash what do i get", ""),
        ("laki gw udah mati ketabrak truk", KILLED),
        ("kalau kecelakaan terus meninggal di tempat dapat berapa", ""),
        ("ibu saya kagak ade di data", ""),
        ("istri saya sudah ga ada kartu", ""),
        (HURT, ACCIDENT),
        (WAS_KILLED, KILLED),
        ("adik saya udah ga ada, ketabrak waktu nganter pesanan", KILLED),
        ("kalau saya meninggal istri dapat apa", ""),
        ("kalau ibu meninggal siapa yang urus", ""),
        ("nama ibu saya udah ga ada di data", ""),
        ("santunan meninggal berapa", ""),
        ("bapak saya meninggal tapi masih ada di kk, cara hapusnya gimana", ""),
        ("cara klaim kematian", ""),
    ],
)
def test_what_a_message_tells(said: str, told: str) -> None:
    assert reading(said).harm == told


@pytest.mark.parametrize(
    ("said", "who"),
    [
        ("my husband fell from a ladder at work and now he is in hospital, what should i do", "suami"),
        ("istri saya meninggal kemarin sore waktu pulang kerja, saya harus bagaimana ya pak", "istri"),
        ("pak, anak saya kecelakaan tadi pagi pas antar barang, saya bingung harus kemana", "anak"),
    ],
)
def test_whom_it_happened_to_counts_however_long_the_message(said: str, who: str) -> None:
    assert reading(said).whom == who


def _values(chat: Person) -> set[str]:
    return {choice.value.partition(".")[0] if "." not in choice.value else choice.value for choice in chat.choices}


@pytest.mark.parametrize("nik", [BUDI, DEWI, NOBODY])
@pytest.mark.parametrize("said", [DIED, HURT, WAS_KILLED])
async def test_a_check_then_speaks_of_it_and_offers_nothing_else(
    office: Office, bot: Opened, said: str, nik: str
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(said)
    await chat.says(nik)
    assert "per 5 November 2026" in chat.reply.text
    assert "Anda peserta aktif" not in chat.reply.text
    assert not [one for one in _values(chat) if one.startswith(OF_LIVING)]
    assert ("2 x 24 jam" in chat.reply.text) == (said != DIED)


async def test_not_listed_does_not_mean_that_there_is_no_cover(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(HURT)
    await chat.says(NOBODY)
    assert chat.reply.text.startswith("NIK suami Anda tidak ada di data SIGAP")
    assert "bukan berarti tidak ikut BPJS Ketenagakerjaan" in chat.reply.text
    assert "Tetap lapor" in chat.reply.text


async def test_thanks_after_it_keep_the_two_days(bot: Opened) -> None:
    chat = await bot()
    await chat.says(WAS_KILLED)
    await chat.says("terima kasih pak")
    assert chat.reply.text == text("thanks.killed", "id")


async def test_in_one_message_it_is_said_once(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.says(f"{BUDI} ini nik istri saya, meninggal minggu lalu")
    assert len(answer.replies) == 1
    assert chat.reply.text.count("Turut berduka") == 1


async def test_the_buttons_below_it_may_be_typed(office: Office, bot: Opened) -> None:
    office.publishes()
    app = (await bot()).app
    for nik in (BUDI, NOBODY):
        for n, value in enumerate(("info.claim.death", "info.benefits.death"), start=1):
            chat = Person(app, f"{nik}-{n}")
            await chat.says(DIED)
            await chat.says(nik)
            assert (await chat.says(str(n))).outcome == value


@pytest.mark.parametrize(
    ("told", "said", "name"),
    [
        (WAS_KILLED, "berapa santunannya", "answer.benefits.killed"),
        (WAS_KILLED, "lapor kemana", "answer.claim.accident_report"),
        (WAS_KILLED, "caranya gmn", "answer.claim.accident_report"),
        (DIED, "berapa", "answer.benefits.death"),
        (DIED, "caranya gimana", "answer.claim.death_steps"),
        (DIED, "berkasnya apa aja", "answer.claim.death_papers"),
        (HURT, "lapor kemana", "answer.claim.accident_report"),
        (HURT, "terus gimana", "answer.claim.accident_report"),
        (HURT, "berkasnya apa", "info.claim.papers"),
    ],
)
async def test_what_is_asked_afterwards_stays_with_it(
    office: Office, bot: Opened, told: str, said: str, name: str
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(told)
    await chat.says(NOBODY)
    await chat.says(said)
    assert chat.reply.text == text_of(name)


async def test_a_death_by_an_accident_never_gets_the_amount_of_the_other(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(WAS_KILLED)).outcome == "info.claim.killed"
    for between in ("klaim kematian", BUDI, "siapa ahli warisnya"):
        await chat.says(between)
        await chat.says("berapa")
        assert "70 juta" in chat.reply.text, between
        assert "42" not in chat.reply.text, between


async def test_a_death_after_an_accident_is_one_by_it(bot: Opened) -> None:
    chat = await bot()
    await chat.says(HURT)
    assert (await chat.says("tadi suami saya meninggal")).outcome == "info.claim.killed"


async def test_how_it_happened_told_afterwards_sends_nobody_to_the_hospital(bot: Opened) -> None:
    chat = await bot()
    await chat.says(DIED)
    answer = await chat.says("beliau jatuh dari motor waktu antar pesanan, kepalanya luka")
    assert answer.outcome == "info.claim.killed"


async def test_a_page_on_who_qualifies_between_them_does_not_end_it(bot: Opened) -> None:
    chat = await bot()
    await chat.says(DIED)
    await chat.presses_value("info.eligible")
    await chat.says("caranya gimana")
    assert chat.reply.text == text_of("answer.claim.death_steps")


async def test_others_who_are_mentioned_do_not_change_whom_it_is_about(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(DIED)
    await chat.says("anak saya dua masih sekolah")
    await chat.says(NOBODY)
    assert "NIK istri Anda" in chat.reply.text


@pytest.mark.parametrize("said", ["menu", "halo"])
async def test_it_ends_with_its_matter(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(DIED)
    await chat.says(said)
    await chat.says(NOBODY)
    assert chat.reply.text.startswith(text("check.not_listed", "id", as_of="5 November 2026"))


async def test_it_ends_with_another_nik_and_for_oneself(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(DIED)
    await chat.says(DEWI)
    await chat.says(NOBODY)
    assert "berduka" not in chat.reply.text
    await chat.says(DIED)
    await chat.says(f"nik saya {BUDI}")
    assert "berduka" not in chat.reply.text


async def test_it_ends_after_a_day(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(DIED)
    clock.passes(hours=25)
    await chat.says(NOBODY)
    assert "berduka" not in chat.reply.text


async def test_before_any_check_a_neighbour_is_no_question_why(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.says("saya ketua rt, mau cek tetangga saya masuk sigap atau tidak")).outcome == "check.asked"
    chat = Person(chat.app, "neighbour")
    await chat.says("cek tetangga saya")
    assert chat.reply.text.startswith("Boleh. Kirim NIK tetangga Anda")


def test_it_is_stored_as_a_word_and_older_rows_are_still_read() -> None:
    told = RecentAnswer(NOW, "info.claim.death", harm=DEATH)
    (read,) = stored_state.load_answers(stored_state.dump_answers((told,)))
    assert read.harm == DEATH
    (older,) = stored_state.load_answers(stored_state.dump_answers((RecentAnswer(NOW, "info.claim.death"),)))
    assert older.harm == ""


async def test_an_accident_in_simple_english_gets_help_and_then_the_papers_of_its_claim(bot: Opened) -> None:
    chat = await bot(language="en")
    await chat.says("my son crash his bike when he bring parcel")
    assert chat.reply.text.startswith(text("info.emergency", "en"))
    await chat.says("which papers do they want")
    assert chat.reply.text.startswith(text("info.claim.papers", "en"))


async def test_what_to_do_first_after_an_accident_is_to_get_treated(bot: Opened) -> None:
    chat = await bot()
    await chat.says("bapak saya ketiban besi pas nguli barusan")
    await chat.says("terus saya harus apa dulu")
    assert chat.reply.text == text_of("answer.claim.accident_now")


async def test_who_pays_for_himself_and_asks_for_the_discount_is_told_of_it(bot: Opened) -> None:
    chat = await bot()
    await chat.says("saya kurir, tiap bulan setor 16800 ke bpjs tk sendiri")
    await chat.says("denger2 ada diskonnya?")
    assert chat.reply.text == text_of("answer.paid.self_pay_amount")
