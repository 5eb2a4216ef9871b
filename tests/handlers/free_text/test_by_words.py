"""Words that leave no doubt decide: an illness from work, a counter without blanks, pain that asks for nothing."""

import pytest

from data.content import fine_answers
from tests.conftest import Opened

ILLNESS_FROM_WORK = "benefits.occupational_illness"


@pytest.mark.parametrize(
    ("said", "question"),
    [
        (
            "12 taun ngamplas kayu, tiap pagi batuk darah. kata mandor ke bpjs tenaga kerja aja, bener ga",
            "",
        ),
        ("saya penyapu jalan, pinggang saya sakit terus, bpjs tk nanggung?", ""),
        ("mata bapak rabun kelamaan ngelas, kata temennya bisa pakai bpjs pekerjaan", ""),
        ("kuping bapak budeg kelamaan di pabrik paku, ceunah bisa ka bpjs gawe, leres teu?", ""),
        ("my father cleaned septic tanks for years and has a skin disease. does bpjs of work pay for it?", ""),
        ("demam bisa pake bpjs ketenagakerjaan ga", "benefits.sick"),
        ("keping ktp habis melulu, gimana saya kerja", "update.ktp_no_blanks"),
        ("bolak balik ke kantor camat blanko kosong mulu, gua butuh ktp", "update.ktp_no_blanks"),
    ],
)
async def test_words_decide_whatever_the_model_makes_of_the_rest(bot: Opened, said: str, question: str) -> None:
    chat = await bot()
    await chat.says(said)
    expected = fine_answers.answers()[question or ILLNESS_FROM_WORK]
    assert {expected.id, expected.en} & {chat.reply.text.partition("\n\n(Bahasa")[0]}


@pytest.mark.parametrize(
    "said",
    [
        "anak saya batuk, berobat pakai bpjs kesehatan di mana",
        "beda bpjs kesehatan sama bpjs ketenagakerjaan apa",
        "kis saya mati padahal sakit ginjal harus cuci darah",
    ],
)
async def test_the_bpjs_of_health_stays_where_it_is_meant(bot: Opened, said: str) -> None:
    chat = await bot()
    assert (await chat.says(said)).outcome == "info.kesehatan"


@pytest.mark.parametrize(
    "said",
    [
        "tiap mau coblosan pada bagi kaos, abis menang lupa. kita orang kecil dipakai doang",
        "udah males sama pemerintah, tiap tahun didata, hasilnya nol besar",
        "muak saya, yang kaya terus yang dapet",
    ],
)
async def test_pain_that_asks_for_nothing_gets_a_kind_word(bot: Opened, said: str) -> None:
    chat = await bot()
    answer = await chat.says(said)
    assert answer.outcome in {"info.human", "info.why"}
    assert any(one in chat.reply.text for one in ("wajar", "Pasti berat"))


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("data kk saya salah mulu kesel, tolong benerin", "info.update.papers"),
        ("kesel deh, cek nik saya dong", "check.asked"),
        ("kecewa saya, gimana cara perbarui dtsen", "info.update"),
    ],
)
async def test_pain_with_a_question_gets_its_answer(bot: Opened, said: str, outcome: str) -> None:
    chat = await bot()
    assert (await chat.says(said)).outcome == outcome


@pytest.mark.parametrize(
    "said", ["pengen dapet kabar khusus bekasi utara doang bisa?", "notifnya rawalumbu aja bisa ga"]
)
async def test_news_of_one_kecamatan_is_answered_with_yes(bot: Opened, said: str) -> None:
    chat = await bot()
    await chat.says(said)
    assert chat.reply.text.startswith("Bisa, ")
    assert (await chat.presses("Hanya kecamatan saya")).outcome == "subscribed.where"
