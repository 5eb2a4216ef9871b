"""What follows a fine answer is about that answer; what is asked clearly is answered by its own words."""

import pytest

from data.content.fine_answers import answers
from data.content.follow_up_texts import simple
from data.content.texts import text
from tests.conftest import BUDI, JOKO, NOBODY, Office, Opened
from tests.support.step_texts import text_of


@pytest.mark.parametrize(
    ("answer", "said", "step"),
    [
        ("answer.check.card_lost", "terus ke mana", "offices.bpjs"),
        ("answer.check.card_lost", "berapa hari jadinya", "answer.office.ask_bpjs"),
        ("answer.benefits.disability", "ngurusnya gimana", "info.claim.accident"),
        ("answer.benefits.three_months", "cara taunya?", "answer.check.since"),
        ("answer.eligible.quota", "bulan berapa kira2", "answer.register.when"),
        ("answer.eligible.desil", "contohnya gimana", "answer.eligible.desil_example"),
        ("answer.claim.hospital_which", "yg deket rawalumbu?", "answer.claim.hospital_near"),
        ("answer.claim.hospital_which", "kalo jatiasih", "answer.claim.hospital_near"),
        ("answer.claim.hospital_which", "di bekasi timur?", "answer.claim.hospital_near"),
        ("answer.claim.hospital_which", "yang paling deket mana", "answer.claim.hospital_near"),
        ("answer.claim.hospital_which", "kalau kantor bpjs dimana", "offices.bpjs"),
        ("answer.claim.paid_when", "kok blm ada kabar", "offices.bpjs"),
        ("answer.claim.heirs_letter", "ngurusnya bayar ga", "answer.update.fees"),
        ("answer.claim.no_certificate", "biayanya brp", "answer.update.certificate_fee"),
        ("answer.claim.death_steps", "kalau saya keponakannya berkasnya apa", "answer.claim.not_spouse"),
        ("answer.paid.already_paying", "dapet diskon ga", "answer.paid.self_pay_amount"),
        ("answer.paid.billed", "trus gimana", "offices.bpjs"),
        ("answer.update.papers", "dibawa ke mana", "info.update.kelurahan"),
        ("answer.other.pbi_off", "yang buat kerja maksud saya", "answer.check.active"),
        ("info.register", "ada jalan lain ga", "info.self_pay"),
        ("info.eligible", "beliau 67 tahun", "answer.eligible.age"),
        ("info.update.kelurahan", "selain itu ada ga", "info.update.app"),
    ],
)
async def test_a_follow_up_is_about_the_answer_before_it(bot: Opened, answer: str, said: str, step: str) -> None:
    chat = await bot()
    await chat.presses_value(answer)
    await chat.says(said)
    assert chat.reply.text.startswith(text_of(step))


@pytest.mark.parametrize(
    ("page", "said", "step"),
    [
        ("info.eligible", "syarat apa aja sih biar bisa masuk sigap", "answer.eligible.who"),
        ("info.benefits", "emang dijamin apa aja", "answer.benefits.amounts"),
        ("info.claim.accident", "lapor sekarang masih keburu kan", "answer.claim.report_late"),
    ],
)
async def test_a_clear_question_is_answered_whatever_one_word_of_it_means(
    bot: Opened, page: str, said: str, step: str
) -> None:
    chat = await bot()
    await chat.presses_value(page)
    await chat.says(said)
    assert chat.reply.text.startswith(text_of(step))


async def test_who_is_listed_and_asks_for_the_card_is_told_of_the_card(bot: Opened, office: Office) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(BUDI)
    await chat.says("kartu saya diambilnya di mana ya")
    assert chat.reply.text.startswith(text_of("answer.check.no_card"))


async def test_said_again_in_short_an_answer_keeps_what_was_asked_and_blames_nobody(bot: Opened) -> None:
    chat = await bot()
    await chat.says("klaim kematian cairnya berapa hari")
    await chat.says("jadi berapa lama nunggunya")
    assert chat.reply.text == text("again.answer", "id", in_short=answers()["claim.paid_when"].simple_in("id"))
    assert "3 hari" in chat.reply.text
    assert "belum jelas" not in chat.reply.text


async def test_who_is_not_understood_is_not_told_that_all_was_said_before(bot: Opened) -> None:
    chat = await bot()
    await chat.says("cara klaim")
    await chat.says("yang kemarin di balai warga itu")
    assert chat.reply.text.startswith(text("again.unsure", "id", in_short="").splitlines()[0])


@pytest.mark.parametrize(
    ("before", "said", "step"),
    [
        ("info.human", "iya tolong dong", "answer.human.officer"),
        ("privacy", "iya hapus aja", "answer.privacy.erase"),
    ],
)
async def test_a_yes_goes_on_with_what_was_said(bot: Opened, before: str, said: str, step: str) -> None:
    chat = await bot()
    await chat.presses_value(before)
    await chat.says(said)
    assert chat.reply.text == text_of(step)


async def test_a_yes_of_who_is_told_of_announcements_already_undoes_nothing(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("subscribe")
    answer = await chat.says("iya mau")
    assert answer.outcome == "subscribed"
    assert chat.reply.text.startswith(text("subscribed.already", "id", which="", how="")[:15])


async def test_who_asks_whether_a_call_is_real_is_not_asked_to_paste_it(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("answer.scam.call")
    await chat.says("ini beneran ga")
    assert chat.reply.text == text_of("answer.scam.no_need_to_doubt")


async def test_a_short_question_in_english_is_answered_in_english(bot: Opened, office: Office) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(NOBODY)
    await chat.says("how come? why not")
    assert "Desil" in chat.reply.text
    assert " the " in chat.reply.text


async def test_who_is_disappointed_or_tired_and_thanks_gets_a_kind_word(bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.register")
    await chat.says("yah tidak bisa ya, makasih")
    assert chat.reply.text == text("thanks.disappointed", "id")
    await chat.says("capek bolak balik, makasih deh")
    assert chat.reply.text == text("thanks.weary", "id")
    assert "camat" in chat.reply.text


async def test_in_sundanese_the_simpler_version_is_in_sundanese(bot: Opened) -> None:
    chat = await bot(language="su")
    await chat.presses_value("answer.eligible.who")
    await chat.says("teu ngartos kang")
    assert chat.reply.text.startswith(simple("info.eligible", "su"))


@pytest.mark.parametrize(
    ("nik", "said", "step"),
    [
        (NOBODY, "trs berobatnya bayar sendiri?", "answer.benefits.treatment_who"),
        (NOBODY, "kalo sakit bayar sendiri dong", "answer.benefits.treatment_who"),
        (BUDI, "kalo sakit bayar sendiri dong", "answer.benefits.treatment_who"),
        (JOKO, "biayanya siapa yg nanggung", "answer.benefits.treatment_who"),
        (NOBODY, "jadi kalo saya kecelakaan bayar sendiri?", "answer.benefits.treatment_who"),
        (NOBODY, "mau bayar sendiri aja", "info.self_pay"),
        (NOBODY, "bayar sendiri berapa", "answer.paid.self_pay_amount"),
        (NOBODY, "bagusan mana", "answer.paid.sigap_or_self"),
        (BUDI, "mending SIGAP apa bayar sendiri", "answer.paid.sigap_or_self"),
        (NOBODY, "saya kader posyandu loh", "answer.eligible.rt_cadre_honorary"),
        (JOKO, "tapi saya pak rt", "answer.eligible.rt_cadre_honorary"),
        (NOBODY, "saya guru honorer", "answer.eligible.rt_cadre_honorary"),
    ],
)
async def test_what_is_asked_behind_a_check_is_about_that(
    bot: Opened, office: Office, nik: str, said: str, step: str
) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(nik)
    await chat.says(said)
    assert chat.reply.text.startswith(text_of(step))


@pytest.mark.parametrize(
    ("said", "is_told"),
    [
        ("Saya kader posyandu. NIK saya {nik}, apa saya ditanggung?", True),
        ("saya ketua rt, {nik}", True),
        ("Saya ketua RT 04, mau cek warga saya: {nik}", False),
        ("bu kader, ini nik ibu saya {nik}", False),
    ],
)
async def test_a_cadre_reads_of_the_earlier_group_beside_not_being_listed(
    bot: Opened, office: Office, said: str, is_told: bool
) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.says(said.format(nik=NOBODY))
    read = " ".join(one.text for one in answer.replies)
    assert answer.outcome == "check.not_listed"
    assert (text_of("answer.eligible.rt_cadre_honorary") in read) is is_told
