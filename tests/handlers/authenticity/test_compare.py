"""People forward or paste a message and hear whether it is ours."""

import re
from dataclasses import replace
from typing import Any

import pytest

from data.announcements import announcements
from data.announcements.announcements import Attachment, Audience, Broadcast, State
from data.content import texts
from data.content.texts import LANGUAGES, text
from data.database.sqlite import Transaction
from handlers.messages import Answer
from handlers.subscription.subscription import announcement
from tests.bench.genuine import errors, of_others
from tests.conftest import BUDI, NOBODY, NOW, Clock, Office, Opened, Person
from tests.support import announced
from tests.support.announced import SENDER, passes_on
from tests.support.telegram_channel import OnTelegram
from tests.support.telegram_servers import all_answered

HOAX = announced.others()[0]


class Town:
    """A bot that has sent announcements, and one resident."""

    def __init__(self, chat: Person, sent: list[Broadcast]) -> None:
        self.chat = chat
        self.sent = sent

    async def hears(self, text: str, *, forwarded: bool = False, **more: Any) -> Answer:
        answer = await passes_on(self.chat, text, forwarded=forwarded, address="resident", **more)
        self.chat.last = answer
        return answer

    async def forwards(self, text: str, **more: Any) -> Answer:
        return await self.hears(text, forwarded=True, **more)

    def said(self, at: int, language: str = "id") -> str:
        """The text of one announcement as it was sent."""
        return announcement(self.sent[at], language, SENDER).text

    async def changes(self, at: int, **what: Any) -> None:
        """Something else is true of an announcement."""

        async def work(tx: Transaction) -> None:
            assert await announcements.store(tx, replace(self.sent[at], **what), State.DONE)

        await self.chat.app.dispatch._database.group_commit(work)

    @property
    def words(self) -> str:
        return self.chat.reply.text

    @property
    def labels(self) -> list[str]:
        return [choice.label for choice in self.chat.choices]


@pytest.fixture
async def town(bot: Opened) -> Town:
    chat = await bot()
    return Town(chat, await announced.send_all(chat))


# ---------------------------------------------------------------- 100, 100, 100


async def test_a_hundred_genuine_messages_are_called_genuine(town: Town) -> None:
    assert await errors(town.chat, announced.genuine(town.sent), "genuine.yes") == []


async def test_a_hundred_messages_altered_in_one_character_are_called_altered(town: Town) -> None:
    assert await errors(town.chat, announced.altered(town.sent), "genuine.altered") == []


async def test_a_hundred_messages_of_others_are_called_not_ours(town: Town) -> None:
    assert len(of_others()) == 100
    assert await errors(town.chat, of_others(), "genuine.not_ours") == []


async def test_without_any_announcement_nothing_is_ours(bot: Opened) -> None:
    chat = await bot()
    assert await errors(chat, of_others(), "genuine.not_ours") == []


# ---------------------------------------------------------------- what is said


async def test_genuine_says_when_it_was_sent_and_to_whom(town: Town) -> None:
    answer = await town.forwards(town.said(0))
    assert (answer.outcome, answer.topic) == ("genuine.yes", "scam_report")
    assert "✅ Asli." in town.words
    assert "2 November 2026 untuk semua yang minta dikabari" in town.words
    await town.forwards(town.said(1))
    assert "3 November 2026 untuk Kecamatan Rawalumbu" in town.words


async def test_the_day_is_the_day_in_bekasi(bot: Opened) -> None:
    chat = await bot()
    late = replace(announced.announced()[3], started=NOW.replace(hour=18), audience=Audience(language="id"))

    async def work(tx: Transaction) -> Broadcast:
        return await announced.send(tx, late)

    town = Town(chat, [await chat.app.dispatch._database.group_commit(work)])
    await town.forwards(town.said(0))
    assert "23 November 2026 untuk sebagian yang minta dikabari" in town.words


@pytest.mark.parametrize("code", LANGUAGES)
async def test_the_answer_is_in_the_language_of_the_chat_whatever_was_passed_on(town: Town, code: str) -> None:
    await town.chat.presses_value(f"language.{code}")
    for language in ("id", "su", "en"):
        await town.hears(town.said(0, language))
        assert town.words.startswith(text("genuine.same", code, day="", whom="", remark="")[:6])
    await town.hears(town.said(0, "su").replace("2027", "2026"))
    assert town.words.startswith(text("genuine.changed", code, day="", differs="")[:12])
    assert "“2027”" in town.words or "“2027" in town.words
    await town.forwards(HOAX)
    assert town.words == text("genuine.not_ours", code, remark="")


async def test_an_aborted_one_is_genuine_with_a_word_of_warning(town: Town) -> None:
    await town.forwards(town.said(0))
    assert "hentikan" not in town.words
    await town.changes(0, state=State.ABORTED)
    assert (await town.forwards(town.said(0))).outcome == "genuine.yes"
    assert "Tapi pengirimannya kami hentikan" in town.words


async def test_altered_says_what_the_original_says_and_shows_it(town: Town) -> None:
    answer = await town.forwards(town.said(0).replace("12.500", "15.000", 1).replace("KTP", "SIM", 1))
    assert answer.outcome == "genuine.altered"
    assert "• Aslinya: “12.500”. Di sini: angka lain." in town.words
    assert "• Aslinya: “KTP”. Di sini: “SIM”." in town.words
    assert town.labels[0] == "Lihat yang asli"
    shown = await town.chat.presses("Lihat yang asli")
    assert (shown.outcome, town.words) == ("genuine.shown", town.said(0))


@pytest.mark.parametrize(
    ("instead", "told"),
    [
        ("datang ke 081200000000", "angka lain"),
        ("0812 0000 0000", "angka lain"),
        ("0812-0000-0000", "angka lain"),
        ("０８１２００００", "angka lain"),
        ("٠٨١٢٠٠٠٠", "angka lain"),
        (f"NIK {NOBODY}", "angka lain"),
        ("https://sigap.example/x", "link atau akun lain"),
        ("bit.ly/sigap", "link atau akun lain"),
        ("ｂｉｔ．ｌｙ/sigap", "link atau akun lain"),
        ("@sigap_resmi", "link atau akun lain"),
        ("k\u0435lurah\u0430n", "huruf tiruan yang mirip"),
        ("kelurah\u200ban", "huruf tiruan yang mirip"),
        ("ruko depan pasar", "“ruko depan pasar”"),
        ("", "hilang"),
    ],
)
async def test_numbers_links_and_false_letters_of_others_are_never_repeated(
    town: Town, instead: str, told: str
) -> None:
    await town.forwards(town.said(0).replace("kelurahan dengan KTP", f"{instead} dengan KTP", 1))
    assert "Aslinya" in town.words
    assert told in town.words
    assert not re.search(r"\d{5,}|0812|sigap\.example|bit|@|[\u0400-\u04ff\u200b]", town.words)


async def test_a_number_in_pieces_is_not_repeated_either(town: Town) -> None:
    await town.forwards(town.said(0).replace("bot ini", "0812", 1).replace("Tidak perlu", "3456 perlu", 1))
    assert "Di sini: “0812" in town.words
    assert "3456" not in town.words


async def test_a_long_change_is_cut_and_the_answer_stays_short(town: Town) -> None:
    for more in ("sekarang juga sebelum habis " * 10, "x" * 400):
        await town.forwards(town.said(0).replace("kirim NIK ke bot ini", more, 1).replace("Kalau", more, 1))
        assert len(town.words) <= 350
        assert "…" in town.words


async def test_more_less_and_the_code_alone_over_another_text(town: Town) -> None:
    original, code = town.said(0), town.sent[0].code
    await town.hears(f"ini asli ga ya bu? {original}")
    assert "Ada tambahan" in town.words
    assert "tulisan di awal bukan" in town.words
    await town.hears(f"{original}\n\nBiaya materai transfer ke BRI 000")
    assert "tulisan di akhir bukan" in town.words
    assert "BRI" not in town.words
    await town.hears(town.sent[0].text_for("id"))
    assert "Tidak utuh" in town.words
    answer = await town.forwards(f"Bantuan tunai cair hari ini, ambil di GOR, bawa materai dua lembar. Kode cek {code}")
    assert answer.outcome == "genuine.altered"
    assert "Kodenya milik kami, isinya bukan" in town.words
    await town.chat.presses("Lihat yang asli")
    assert town.words == original


async def test_the_code_alone_says_whose_it_is_and_asks_for_the_whole_message(town: Town) -> None:
    code = town.sent[1].code
    assert code
    for typed in (code, code.lower(), f"kode cek {code}", f"{code[:3]} {code[3:]}", f"kode {code} itu apa ya kak"):
        answer = await town.hears(typed)
        assert answer.outcome == "genuine.code", typed
        assert "3 November 2026 untuk Kecamatan Rawalumbu" in town.words
        assert "Asli." not in town.words
    assert (await town.hears(town.said(1))).outcome == "genuine.yes"


async def test_a_code_that_is_not_ours_is_not_ours(town: Town) -> None:
    assert (await town.hears("kode cek ZZZZZZ")).outcome == "genuine.not_ours"


async def test_not_ours_never_calls_it_a_fraud(town: Town) -> None:
    await town.forwards(HOAX)
    assert town.words.startswith("Tidak ada di pengumuman kami.")
    assert not re.search("penipu|palsu|bohong(?!:)", town.words)
    assert "jangan bayar" in town.words
    assert "kelurahan" in town.words


# ---------------------------------------------------------------- when it is asked


@pytest.mark.parametrize(
    "typed", ["Asli atau palsu?", "asli atau palsu", "HOAX?", "hoaks", "beneran?", "ini asli?", "real or fake?"]
)
async def test_asked_in_words_it_wants_the_message_and_then_compares_it(town: Town, typed: str) -> None:
    assert (await town.hears(typed)).outcome == "genuine.asked"
    short = "SIGAP bagi sembako besok di GOR"
    assert (await town.hears(short)).outcome == "genuine.not_ours"
    assert (await town.hears(short)).outcome != "genuine.not_ours"  # only the next one was asked for


async def test_the_page_on_fraud_has_the_button(town: Town) -> None:
    await town.hears("ada yang minta transfer katanya dari sigap")
    assert (await town.chat.presses("Asli atau palsu?")).outcome == "genuine.asked"


async def test_longer_questions_find_it_too(town: Town) -> None:
    for asked in (
        "dapat pesan di grup wa soal sigap, itu hoax bukan ya?",
        "min gimana cek pesan sigap asli atau palsu",
    ):
        assert (await town.hears(asked)).outcome == "genuine.asked", asked


async def test_who_went_on_asks_and_pastes_nothing(town: Town) -> None:
    await town.chat.says("asli atau palsu")
    await town.chat.says("desil itu apa?")
    answer = await town.chat.says("anak saya ojek mau daftar")
    assert not answer.outcome.startswith("genuine.")
    assert (await town.chat.says(town.said(0))).outcome == "genuine.yes"  # an announcement is still recognised


async def test_the_question_waits_for_an_hour(town: Town, clock: Clock) -> None:
    short = "SIGAP bagi sembako besok di GOR"
    await town.hears("asli atau palsu")
    clock.passes(minutes=61)
    assert (await town.hears(short)).outcome != "genuine.not_ours"


async def test_while_it_waits_a_nik_a_word_of_the_menu_and_a_question_stay_what_they_are(
    office: Office, town: Town
) -> None:
    office.publishes()
    for typed, outcome in (
        (BUDI, "check.found"),
        (f"cek NIK {BUDI} dong", "check.found"),
        ("menu", "menu"),
        ("/privasi", "privacy"),
        ("apa itu sigap?", "info.about"),
        ("makasih", "thanks"),
    ):
        await town.hears("asli atau palsu")
        assert (await town.hears(typed)).outcome == outcome, typed


async def test_what_was_offered_before_goes_on_working(office: Office, town: Town) -> None:
    office.publishes()
    await town.hears(NOBODY)
    watch = next(choice.value for choice in town.chat.choices if choice.label == "Kabari saya")
    await town.hears("asli atau palsu")
    await town.hears(HOAX)
    assert (await town.chat.presses_value(watch)).outcome == "watch.kept"


async def test_our_own_texts_are_recognised_unasked_typed_or_forwarded(town: Town) -> None:
    for forwarded in (True, False):
        assert (await town.hears(town.said(2).replace("112", "113"), forwarded=forwarded)).outcome == "genuine.altered"
        assert (await town.hears(town.said(0), forwarded=forwarded)).outcome == "genuine.yes"


async def test_a_short_forwarded_message_is_what_it_says(office: Office, town: Town) -> None:
    office.publishes()
    assert (await town.forwards(BUDI)).outcome == "check.found"
    assert (await town.forwards(f"Pak, tolong cek NIK saya {BUDI} terima kasih")).outcome == "check.found"
    assert (await town.forwards("cara klaim kematian gimana")).outcome == "info.claim.death"


async def test_a_nik_in_a_forwarded_message_is_not_checked_but_taken_out(office: Office, town: Town) -> None:
    office.publishes()
    answer = await town.forwards(
        f"Selamat! Anda terpilih. NIK {BUDI} berhak atas bantuan, segera datang ke kantor kami besok"
    )
    assert (answer.outcome, answer.private) == ("genuine.not_ours", True)
    assert "NIK di dalamnya tidak saya cek" in town.words


async def test_a_forwarded_message_without_a_nik_stays_in_the_chat(town: Town) -> None:
    for passed_on in (town.said(0), town.said(0).replace("2027", "2028"), HOAX):
        assert not (await town.forwards(passed_on)).private
    account = HOAX + " Rekening 8888000011112222"
    assert not (await town.forwards(account)).private


async def test_an_ordinary_long_message_is_answered_as_ever(office: Office, town: Town) -> None:
    office.publishes()
    for said, outcome in (
        ("saya ojol di bekasi timur udah 5 tahun narik, gimana ya caranya biar bisa daftar sigap", "info.register"),
        (f"selamat siang kak, saya mau tanya apakah nik saya {BUDI} sudah terdaftar di sigap", "check.found"),
    ):
        assert (await town.hears(said)).outcome == outcome


async def test_a_question_that_waits_goes_on_waiting(office: Office, town: Town) -> None:
    office.publishes()
    await town.hears("panduan")
    await town.hears("/panduan")
    await town.chat.presses_value("guide.for.self")
    await town.forwards(town.said(0))
    await town.forwards(HOAX)
    assert (await town.hears("ya")).outcome == "guide"


async def test_who_tells_of_an_accident_is_helped_first_unless_it_is_our_own_text(town: Town) -> None:
    cry = "tolong pak suami saya barusan jatuh dari motor waktu narik, kakinya patah, sekarang di jalan raya"
    assert (await town.forwards(cry)).outcome == "info.emergency"
    await town.hears("asli atau palsu")
    assert (await town.hears(cry)).outcome == "info.emergency"
    answer = await town.forwards(f"{cry}, yang mau bantu transfer ke 0812000000 ya, sebarkan")
    assert answer.replies[0].text.startswith(text("info.emergency", "id"))
    assert answer.outcome == "genuine.not_ours"
    answer = await town.hears(f"{town.said(0)} {cry}")
    assert answer.replies[0].text.startswith(text("info.emergency", "id"))
    assert answer.outcome == "genuine.altered"
    for ours in (town.said(2), town.said(2).replace("112", "113")):
        assert text("info.emergency", "id") not in (await town.forwards(ours)).replies[0].text


async def test_in_a_group_nothing_changes(town: Town) -> None:
    for said in (town.said(0), "asli atau palsu?", HOAX):
        assert (await town.chat.says_in_group(said)).outcome == "group"


async def test_a_message_too_long_to_read_is_compared_all_the_same(town: Town) -> None:
    assert (await town.hears(town.said(0) + " sebarkan!" * 500)).outcome == "genuine.altered"
    assert (await town.hears("cek " * 2000)).outcome == "too_much_text"


# ---------------------------------------------------------------- pictures and files


def _file(at: int, mark: str | None = None) -> Attachment:
    return Attachment("photo", "another-reference", mark or f"mark-{at}")


async def test_the_picture_must_be_ours_too(town: Town) -> None:
    ours = await town.forwards(town.said(2), kind="photo", attachment=_file(2))
    assert (ours.outcome, ours.private) == ("genuine.yes", True)
    for other in (_file(2, "false"), _file(5), None):
        answer = await town.forwards(town.said(2), kind="photo", attachment=other)
        assert answer.outcome == "genuine.altered"
        assert "tidak kami kenali" in town.words
    answer = await town.forwards(town.said(0), kind="photo", attachment=_file(0, "added"))
    assert answer.outcome == "genuine.altered"


async def test_words_without_their_picture_are_genuine_with_a_word_on_it(town: Town) -> None:
    assert (await town.forwards(town.said(2))).outcome == "genuine.yes"
    assert "Gambar atau PDF-nya tidak ikut" in town.words


async def test_a_picture_without_its_words_is_not_whole(town: Town) -> None:
    answer = await town.forwards("", kind="photo", attachment=_file(2))
    assert (answer.outcome, answer.private) == ("genuine.altered", True)
    assert "tulisannya tidak ikut" in town.words


async def test_another_picture_is_read_only_when_asked_and_taken_out(town: Town) -> None:
    answer = await town.hears("", kind="photo", attachment=_file(0, "ktp"))
    assert (answer.outcome, answer.private) == ("attached", True)
    await town.hears("asli atau palsu")
    answer = await town.hears("", kind="photo", attachment=_file(0, "poster"))
    assert (answer.outcome, answer.private) == ("genuine.not_ours", True)
    assert "ketik di sini" in town.words
    answer = await town.hears(HOAX)
    assert answer.outcome == "genuine.not_ours"


async def test_a_caption_is_compared_like_any_text(town: Town) -> None:
    answer = await town.forwards(HOAX, kind="photo", attachment=_file(0, "poster"))
    assert (answer.outcome, answer.private) == ("genuine.not_ours", True)
    answer = await town.hears(
        town.said(5).replace("tidak dipungut", "hanya dipungut"), kind="file", attachment=_file(5)
    )
    assert (answer.outcome, answer.private) == ("genuine.altered", True)


async def test_our_picture_with_other_words_is_not_ours(town: Town) -> None:
    answer = await town.forwards("transfer dulu ke sini ya", kind="photo", attachment=_file(2))
    assert (answer.outcome, answer.private) == ("genuine.not_ours", True)


async def test_whatever_is_said_of_a_photo_it_is_taken_out(town: Town) -> None:
    answer = await town.hears(f"kode cek {town.sent[0].code}", kind="photo", attachment=_file(0, "ktp"))
    assert (answer.outcome, answer.private) == ("genuine.code", True)


# ---------------------------------------------------------------- only what was sent


async def test_drafts_and_previews_are_not_genuine_and_shown_to_nobody(bot: Opened) -> None:
    chat = await bot()
    draft = replace(announced.announced()[0], started=None, state=State.APPROVED)

    async def work(tx: Transaction) -> Broadcast:
        return await announced.send(tx, draft)

    town = Town(chat, [await chat.app.dispatch._database.group_commit(work)])
    assert (await town.forwards(town.said(0))).outcome == "genuine.not_ours"
    for number in (town.sent[0].id, 999):
        await chat.presses_value(f"genuine.show.{number}.id")
        assert town.words == text("genuine.gone", "id")


@pytest.mark.parametrize("value", ["1", "1.", "x.id", "1.xx", "-1.id", "9" * 30 + ".id", "1.id.id", ""])
async def test_a_button_of_nobody_shows_nothing(town: Town, value: str) -> None:
    await town.chat.presses_value(f"genuine.show.{value}")
    assert town.words == text("genuine.gone", "id")


async def test_the_words_of_the_button_may_be_typed(town: Town) -> None:
    assert (await town.hears("lihat yang asli")).outcome == "genuine.asked"
    await town.hears(town.said(0, "en").replace("bot", "office"))
    await town.hears("lihat yang asli")
    assert town.words == town.said(0, "en")


async def test_what_the_web_chat_shows_of_an_announcement_is_genuine_there_too(town: Town) -> None:
    chat = town.chat

    async def wait_for_it(tx: Transaction) -> None:
        for one in (0, 2):
            await tx.run(
                "INSERT INTO deliveries (broadcast, channel, address, language) VALUES (?, 'web', 'visitor', 'id')",
                town.sent[one].id,
            )

    await chat.app.dispatch._database.group_commit(wait_for_it)
    visitor = Person(chat.app, "visitor", "web")
    await visitor.says("langganan")
    assert visitor.last
    shown = [*visitor.last.replies, *(await visitor.says("menu")).replies]
    copied = [one.text for one in shown if "Kode cek" in one.text]
    assert len(copied) == 2
    for one in copied:
        assert (await visitor.says(one)).outcome == "genuine.yes"


# ---------------------------------------------------------------- nothing is kept


async def test_nothing_of_a_message_is_kept_or_logged(town: Town, caplog: pytest.LogCaptureFixture) -> None:
    secret = "zamrudkhatulistiwa"
    await town.hears("asli atau palsu")
    for said in (f"{secret} {HOAX}", f"{town.said(0)} {secret}", f"kabar {secret} " * 9):
        await town.forwards(said)
        await town.hears("asli atau palsu")
        await town.hears(said)

    async def everything(tx: Transaction) -> str:
        tables = [name for (name,) in await tx.rows("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return repr([await tx.rows(f"SELECT * FROM {name}") for name in tables])

    assert secret not in await town.chat.app.dispatch._database.group_commit(everything)
    assert secret not in caplog.text


# ---------------------------------------------------------------- on Telegram


class TestOnTelegram:
    """The whole way: what the bot shows on a phone is forwarded to it again."""

    @pytest.fixture
    def channel(self) -> str:
        return "telegram"

    async def test_a_forwarded_announcement_is_genuine_and_stays_in_the_chat(self, town: Town) -> None:
        chat = town.chat
        assert isinstance(chat, OnTelegram)
        await chat.presses_value(f"genuine.show.{town.sent[0].id}.id")
        phone = chat.phone
        assert phone
        phone.forwards(phone.last)
        await all_answered(phone.api, chat.app.settings.database)
        assert phone.last.text.startswith("✅ Asli.")
        assert phone.last_message in phone.own_messages

    @pytest.mark.parametrize(
        "hidden",
        [
            {"entities": [{"type": "text_link", "offset": 0, "length": 5, "url": "https://sigap.example"}]},
            {"reply_markup": {"inline_keyboard": [[{"text": "Daftar", "url": "https://sigap.example"}]]}},
        ],
    )
    async def test_the_same_words_over_a_hidden_link_are_altered(self, town: Town, hidden: dict[str, Any]) -> None:
        chat = town.chat
        assert isinstance(chat, OnTelegram)
        await chat.presses_value(f"genuine.show.{town.sent[0].id}.id")
        phone = chat.phone
        assert phone
        plain = {"entities": [{"type": "bold", "offset": 0, "length": 5}]}
        for more, said in ((plain, "✅ Asli."), (hidden, "⚠️ Ada link tersembunyi")):
            phone._writes(text=town.said(0), **more)
            await all_answered(phone.api, chat.app.settings.database)
            assert phone.last.text.startswith(said)

    async def test_with_its_picture_it_is_genuine_and_with_another_it_is_not(self, town: Town) -> None:
        chat = town.chat
        assert isinstance(chat, OnTelegram)
        assert chat.api
        await chat.says("halo")
        phone = chat.phone
        assert phone
        picture = chat.api.files.add("photo", "asli.jpg")
        reference = chat.api.files.shown(picture)["photo"][-1]["file_id"]
        await town.changes(2, attachment=Attachment("photo", reference, picture.mark))
        phone.presses_data(f"genuine.show.{town.sent[2].id}.id")
        await all_answered(phone.api, chat.app.settings.database)
        caption = phone.last.text
        phone.forwards(phone.last)
        await all_answered(phone.api, chat.app.settings.database)
        assert phone.last.text.startswith("✅ Asli.")
        phone.sends_photo("palsu.jpg", caption)
        await all_answered(phone.api, chat.app.settings.database)
        assert "tidak kami kenali" in phone.last.text


def test_the_button_says_the_same_as_the_texts() -> None:
    for code in LANGUAGES:
        for key in ("changed", "added", "missing", "borrowed", "picture", "linked", "only_file", "code"):
            assert f'"{texts.label("genuine.show", code)}"' in texts.language(code).replies[f"genuine.{key}"].text
