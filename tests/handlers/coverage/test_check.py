"""Residents ask by NIK."""

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.timing import Timing
from data.content.texts import text
from data.coverage import lookup, snapshots
from data.coverage.second_factor import Factor, is_remark, typed_digits, typed_names
from data.hashing import parse
from data.language.normalize import normalize
from data.limits.networks import Origin, networks_of
from data.nik.nik import SHOWN_EXAMPLE
from handlers.messages import Answer, Choice, Incoming
from tests.conftest import AS_OF, BUDI, CHANNELS, DEWI, JOKO, NOBODY, PEOPLE, SITI, Clock, Office, Opened, Person

WIDE = "".join(chr(ord("０") + int(digit)) for digit in BUDI)
ARABIC = "".join(chr(0x0660 + int(digit)) for digit in BUDI)


@pytest.fixture(params=CHANNELS)
def channel(request: pytest.FixtureRequest) -> str:
    """Every story here holds on each channel."""
    return str(request.param)


async def test_a_listed_person_hears_so_with_the_date_of_the_data(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.says(BUDI)
    assert answer.outcome == "check.found"
    assert answer.topic == "check_coverage"
    assert chat.reply.text.startswith(text("check.found", "id", since=" sejak 5 November 2025", until=""))
    assert "terlindungi" not in chat.reply.text


async def test_a_start_in_the_future_is_said(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    answer = await chat.says(f"cek {SITI} dong")
    assert answer.outcome == "check.found"
    assert "belum mulai" in chat.reply.words
    assert "mulai 1 Januari 2027 sampai 31 Desember 2027" in chat.reply.text


async def test_an_end_date_before_today_is_ended(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(JOKO)).outcome == "check.ended"
    assert "berakhir 31 Oktober 2026" in chat.reply.text
    assert "5 November 2026" in chat.reply.words


async def test_a_listing_ends_by_itself_when_its_day_has_passed(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes([(BUDI, "BUDI", "", "", "", "22/11/2026", "")])
    chat = await bot()
    clock.now = clock.now.replace(hour=16, minute=59)  # 23:59 in Bekasi
    assert (await chat.says(BUDI)).outcome == "check.found"
    clock.passes(minutes=1)
    assert (await chat.says(BUDI)).outcome == "check.ended"


async def test_a_status_word_ends_a_listing(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(DEWI)).outcome == "check.ended"
    assert "tidak aktif lagi" in chat.reply.text


async def test_gone_since_an_earlier_list_names_both_days_and_no_reason(office: Office, bot: Opened) -> None:
    office.publishes(as_of=date(2026, 10, 1))
    office.publishes(PEOPLE[1:])
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.ended"
    assert chat.reply.text == text("check.gone", "id", last_listed="1 Oktober 2026")


async def test_not_in_the_list_is_short_and_leads_on(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(NOBODY)).outcome == "check.not_listed"
    assert len(chat.reply.text) <= 350
    assert "5 November 2026" in chat.reply.words
    assert "Tidak bisa daftar sendiri" in chat.reply.text
    assert "Langkah pertama" in chat.reply.text
    for label, outcome in (
        ("Kenapa tak tercatat?", "info.why"),
        ("Bayar iuran sendiri", "info.self_pay"),
        ("Mulai periksa data", "guide"),
    ):
        await chat.says(NOBODY)
        assert (await chat.presses(label)).outcome == outcome


async def test_desil_is_a_condition_and_nothing_is_promised(office: Office, bot: Opened) -> None:
    chat = await bot()
    await chat.presses_value("info.eligible")
    assert "Belum tentu masuk" in chat.reply.text
    await chat.presses_value("info.update")
    assert "tidak bisa dijanjikan" in chat.reply.text


async def test_old_data_says_so_in_each_answer(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    clock.passes(days=90 - 17)
    await chat.says(BUDI)
    assert "⚠️" not in chat.reply.text  # 90 days old is not yet stale
    clock.passes(days=1)
    for nik in (BUDI, JOKO, NOBODY):
        await chat.says(nik)
        assert "⚠️ Data ini sudah 91 hari" in chat.reply.text


async def test_without_a_snapshot_we_cannot_check_and_never_say_no(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.says(NOBODY)).outcome == "check.unavailable"
    assert "bukan berarti NIK Anda tidak tercatat" in chat.reply.text


async def test_without_a_key_we_cannot_check(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(with_key=False)
    assert (await chat.says(NOBODY)).outcome == "check.unavailable"


async def test_a_wrong_key_never_says_not_listed(office: Office, bot: Opened) -> None:
    office.publishes(key=parse("11" * 32))
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.unavailable"


@pytest.mark.parametrize("at", [0, 100, -10, 0.5])
async def test_a_damaged_snapshot_never_says_not_listed(office: Office, bot: Opened, at: float) -> None:
    report = office.publishes()
    assert report.about
    path = snapshots.file_of(office.snapshots, report.about.number)
    whole = bytearray(path.read_bytes())
    place = int(len(whole) * at) if isinstance(at, float) else at
    whole[place] ^= 0xFF
    path.write_bytes(whole)
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.unavailable"


async def test_damage_while_running_is_noticed(office: Office, bot: Opened) -> None:
    report = office.publishes()
    assert report.about
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.found"
    path = snapshots.file_of(office.snapshots, report.about.number)
    path.write_bytes(path.read_bytes()[:5000])
    assert (await chat.says(BUDI)).outcome == "check.unavailable"
    office.publishes()
    assert (await chat.presses("Coba lagi")).outcome == "check.found"


async def test_try_again_typed_for_the_second_factor_asks_for_it_again(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says("coba lagi")).outcome == "check.factor"
    assert (await chat.says("Budi")).outcome == "check.found"
    assert (await chat.says("coba lagi")).outcome == "check.expired"  # it was answered


async def test_a_slow_look_up_is_unavailable_and_costs_no_quota(
    office: Office, bot: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lookup, "LARGEST_COPY", 0)  # a list in memory is never slow
    office.publishes()
    impatient = await bot(checks_per_day=1, timing=Timing(lookup=0))
    assert (await impatient.says(BUDI)).outcome == "check.unavailable"
    chat = await bot(checks_per_day=1)
    chat.ids = impatient.ids
    assert (await chat.says(NOBODY)).outcome == "check.not_listed"


async def test_a_new_snapshot_is_taken_while_running(office: Office, bot: Opened) -> None:
    office.publishes(PEOPLE[1:])
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.not_listed"
    office.publishes()
    assert (await chat.says(BUDI)).outcome == "check.found"


@pytest.mark.parametrize(
    "typed",
    [
        "3275 0509 0388 9401",
        "3275.0509.0388.9401",
        "327505-090388-9401",
        "NIK: 3275050903889401",
        "tolong cek punya bapak 3275050903889401 ya bang",
        "32750509\n03889401",
        WIDE,
        ARABIC,
        "3275\u200b0509\u200b0388\u200b9401",
        "\u202a3275050903889401\u202c",
    ],
)
async def test_a_nik_anywhere_in_any_form_is_a_check(office: Office, bot: Opened, typed: str) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(typed)).outcome == "check.found"


@pytest.mark.parametrize(
    ("typed", "outcome", "says"),
    [
        ("327505090388940", "check.too_short", "kurang angka: baru 15"),
        ("32750509038894011", "check.too_long", "kelebihan angka: ada 17"),
        ("3275053103889401 nik", "check.found", ""),
        ("3275053113889401", "check.bad_date", "angka ke-7 sampai ke-12"),
        ("9075050903889401", "check.unknown_region", "Dua angka pertama"),
        ("327505xxxxxx9401", "check.too_short", "ditutup"),
        ("no kk saya 3275011101059007", "check.not_nik", "nomor KK"),
        ("rekening bca 1234567890", "check.not_nik", "nomor rekening"),
        ("hp saya 0812-0000-0038", "check.not_nik", "nomor telepon"),
        ("nomor kks 6032980000009234", "check.not_nik", "kartu lain"),
    ],
)
async def test_what_is_wrong_is_said_with_an_example(
    office: Office, bot: Opened, typed: str, outcome: str, says: str
) -> None:
    office.publishes([("3275053103889401", "A", "", "", "", "", "")])
    chat = await bot()
    assert (await chat.says(typed)).outcome == outcome
    assert says in chat.reply.text
    assert outcome == "check.found" or SHOWN_EXAMPLE in chat.reply.text


@pytest.mark.parametrize(
    "beside",
    ["no kk {} tolong dilihatin serumah dapet apa kaga", "nomer kk saya {} atas nama suami, bisa liat dapat enggak"],
)
async def test_a_kk_number_is_called_so_and_not_looked_up_the_second_time(
    office: Office, bot: Opened, beside: str
) -> None:
    office.publishes()
    kk, chat = "3275051509119003", await bot()
    assert (await chat.says(beside.format(kk))).outcome == "check.not_nik"
    assert "nomor KK" in chat.reply.text
    assert (await chat.says(kk)).outcome == "check.not_nik"
    assert chat.reply.text == text("check.kk_again", "id")
    assert (await chat.says(f"NIK {kk}")).outcome == "check.not_listed"


async def test_a_nik_that_can_be_no_kk_is_looked_up_behind_one(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("kk saya 3275051509119003")
    assert (await chat.says(BUDI)).outcome == "check.found"


async def test_a_nik_of_a_young_man_is_looked_up_behind_another_kind_of_number(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("hp saya 0812-0000-0038")
    assert (await chat.says("3275051509059003")).outcome == "check.not_listed"


async def test_the_example_itself_is_not_looked_up(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.says(SHOWN_EXAMPLE)).outcome == "check.asked"


async def test_several_niks_are_asked_back_by_masked_buttons(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(f"{BUDI} sama {NOBODY}")).outcome == "check.several"
    assert [choice.label for choice in chat.choices] == ["1. ••••9401", "2. ••••9530", "Semua"]
    first, second, _ = chat.choices
    assert all(len(choice.value) <= 64 and BUDI not in choice.value for choice in chat.choices)
    assert (await chat.presses_value(second.value)).outcome == "check.not_listed"
    assert (await chat.presses_value(first.value)).outcome == "check.found"
    await chat.says(f"{JOKO} {NOBODY}")
    assert (await chat.says("1")).outcome == "check.ended"


async def test_an_old_button_never_answers_for_another_nik(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(f"{BUDI} {NOBODY}")
    old = chat.choices[0].value
    await chat.says(f"{JOKO} {NOBODY}")
    assert (await chat.presses_value(old)).outcome == "check.found"  # of the NIK that it stood for
    await chat.says(f"{BUDI} {NOBODY}")
    late = chat.choices[0].value
    clock.passes(hours=25)
    assert (await chat.presses_value(late)).outcome == "check.expired"
    for forged in ("check.pick.", "check.pick.x.9", "check.pick..0", "check.pick.00.-1"):
        assert (await chat.presses_value(forged)).outcome == "check.expired"


# ---------------------------------------------------------------- quota


async def test_a_chat_may_ask_five_niks_a_day_and_repeat_them(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes()
    chat = await bot()
    niks = [f"32750101038895{n}" for n in range(31, 36)]
    for nik in niks:
        assert (await chat.says(nik)).outcome == "check.not_listed"
        clock.passes(minutes=10)
    assert (await chat.says(BUDI)).outcome == "check.quota"
    assert "23 November 2026 pukul 12.00 WIB" in chat.reply.text
    assert (await chat.says(niks[0])).outcome == "check.not_listed"
    clock.now += timedelta(hours=23, minutes=9)
    assert (await chat.says(BUDI)).outcome == "check.quota"
    clock.passes(minutes=1, seconds=1)
    assert (await chat.says(BUDI)).outcome == "check.found"
    assert (await chat.says(JOKO)).outcome == "check.quota"


async def test_the_quota_survives_erasing_and_a_restart(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot(checks_per_day=1)
    assert (await chat.says(NOBODY)).outcome == "check.not_listed"
    assert (await chat.says("/hapus")).outcome == "erased"
    assert (await chat.says(BUDI)).outcome == "check.quota"
    again = await bot(checks_per_day=1)
    again.ids = chat.ids
    assert (await again.says(BUDI)).outcome == "check.quota"
    other = await bot(checks_per_day=1)
    other.address = "someone else"
    assert (await other.says(BUDI)).outcome == "check.found"


# ---------------------------------------------------------------- second factor


async def test_with_a_name_asked_only_the_right_one_hears_the_truth(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.factor"
    assert (await chat.says("nama saya Budi Santoso")).outcome == "check.found"
    assert "Kelompok: Pekerja rentan 2025." in chat.reply.text
    assert (await chat.says(JOKO)).outcome == "check.factor"
    assert (await chat.says("joko")).outcome == "check.ended"


def without_tokens(answer: Answer) -> Answer:
    """The same with every button's token left out: it is another one under each answer."""

    def plain(choice: Choice) -> Choice:
        return replace(choice, value=re.sub(r"^(watch|check\.other)\.[\w-]{12}$", r"\1.", choice.value))

    replies = [replace(one, choices=tuple(map(plain, one.choices))) for one in answer.replies]
    return replace(answer, replies=tuple(replies))


async def test_not_found_and_wrong_name_say_the_same_words(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    heard = []
    for nik in (BUDI, NOBODY):
        asked = await chat.says(nik)
        first = await chat.says("Slamet")
        second = await chat.says("Agus")
        third = await chat.says("Tono")
        over = await chat.says(nik)
        heard.append([asked, first, second, third, over])
    assert [*map(without_tokens, heard[0])] == [*map(without_tokens, heard[1])]
    outcomes = [answer.outcome for answer in heard[0]]
    assert outcomes == ["check.factor", *["check.not_listed"] * 3, "check.quota"]
    assert "Belum bisa dijawab" in heard[0][1].replies[0].words


async def test_three_wrong_names_close_that_nik_for_a_day(office: Office, bot: Opened, clock: Clock) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    for _ in range(3):
        await chat.says("Slamet")
    assert (await chat.says(BUDI)).outcome == "check.quota"
    await chat.says("/hapus")
    assert (await chat.says(BUDI)).outcome == "check.quota"
    assert (await chat.says(SITI)).outcome == "check.factor"
    clock.passes(hours=24, seconds=1)
    await chat.says(BUDI)
    assert (await chat.says("budi")).outcome == "check.found"


async def test_the_kk_can_be_the_factor(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.KK)
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.factor"
    assert (await chat.says("apa ya")).outcome == "check.factor"
    assert (await chat.says("9007")).outcome == "check.found"
    await chat.says(SITI)
    assert (await chat.says("9007")).outcome == "check.not_listed"
    assert (await chat.says("no kk 3275 0111 0105 9008")).outcome == "check.found"


async def test_a_word_that_is_no_name_costs_no_try(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    for typed in ("???", "1234", "12 apa", "😀"):
        assert (await chat.says(typed)).outcome == "check.factor"
    assert (await chat.says("batal")).outcome == "menu"
    assert (await chat.says("budi")).outcome == "not_understood"


async def test_who_typed_nothing_never_hears_that_a_name_did_not_match(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    here = Origin("web", networks_of("198.51.100.7"))

    async def types(chat_of: str, text: str) -> Answer:
        return await chat.app.dispatch.handle(Incoming(f"{chat_of} {text}", "web", chat_of, text, origin=here))

    await types("guesser", BUDI)
    for name in ("Agus", "Joko", "Andi"):
        await types("guesser", name)
    heard = await types("owner", BUDI)
    assert heard.outcome == "check.quota"
    assert "mungkin oleh orang lain" in heard.replies[0].text
    assert "mungkin oleh orang lain" not in (await types("guesser", BUDI)).replies[0].text


async def test_several_niks_with_a_factor_ask_one_after_the_other(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(f"{BUDI} dan {DEWI}")
    first, second, _ = chat.choices
    assert (await chat.presses_value(first.value)).outcome == "check.factor"
    assert (await chat.says("Budi")).outcome == "check.found"
    assert (await chat.presses_value(second.value)).outcome == "check.factor"
    assert (await chat.says("Dewi")).outcome == "check.ended"


async def test_without_a_factor_the_cohort_stays_unsaid(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    await chat.says(BUDI)
    assert "Pekerja rentan 2025" not in chat.reply.text
    assert not re.search(r"budi|desil|RT/RW", chat.reply.text, re.IGNORECASE)


async def test_everything_is_there_in_english(office: Office, bot: Opened) -> None:
    office.publishes(as_of=AS_OF)
    chat = await bot()
    assert (await chat.says("english please")).outcome == "language"
    await chat.says(BUDI)
    assert chat.reply.words.startswith("✅ Listed ")
    await chat.says("327505090388940")
    assert "Digits are missing" in chat.reply.text
    assert (await chat.presses_value("language.id")).outcome == "language"
    await chat.says(NOBODY)
    assert chat.reply.words.startswith("Tidak tercatat · per ")


async def test_the_whole_kk_typed_without_a_word_is_asked_about(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.KK)
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says("3275 0111 0105 9007")).outcome == "check.factor"
    assert (await chat.presses("Nomor KK")).outcome == "check.found"
    await chat.says(BUDI)
    await chat.says("3275 0111 0105 9008")
    assert (await chat.presses("Nomor KK")).outcome == "check.not_listed"
    await chat.says(SITI)  # 16 digits again, now meant as another NIK
    assert (await chat.presses("NIK orang lain")).outcome == "check.factor"
    assert (await chat.says("9008")).outcome == "check.found"
    assert (await chat.presses_value("check.as_kk")).outcome == "check.expired"


async def test_a_question_goes_on_waiting_through_other_words(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    for said, outcome in (("english", "not_listed"), ("Apa syaratnya?", "info.eligible"), ("/privasi", "privacy")):
        if said != "english":
            assert (await chat.says(said)).outcome == outcome
    await chat.presses_value("check.pick.00.0")  # an old button
    assert (await chat.says("Budi")).outcome == "check.found"
    await chat.says(f"{BUDI} {NOBODY}")
    fresh = chat.choices[0].value
    await chat.presses_value("check.pick.00.0")
    assert (await chat.presses_value(fresh)).outcome == "check.factor"


async def test_a_first_name_may_be_a_greeting(office: Office, bot: Opened) -> None:
    office.publishes([(BUDI, "HAI MULYADI", "", "", "", "", "")], factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says("Hai")).outcome == "check.found"
    assert (await chat.says("hai")).outcome == "welcome"


@pytest.mark.parametrize(
    ("on_the_ktp", "typed"),
    [
        ("SITI AMINAH", "Nama:Siti"),
        ("SITI AMINAH", "Ibu Siti"),
        ("AN NISA", "An Nisa"),
        ("SY. ARIF", "sy arif"),
        ("H. JOKO", "haji joko"),
        ("R. BAMBANG", "bambang"),
        ("A. N. RAHMAN", "a.n. rahman"),
        ("MUHAMMAD ALI", "muhamad ali"),
        ("MOCH. YUSUF", "Mochammad"),
        ("NU'MAN", "nu‘man"),
        ("ABD. RAHIM", "abdul"),
        ("ÉLISA", "elisa"),
    ],
)
async def test_real_names_match_as_people_write_them(office: Office, bot: Opened, on_the_ktp: str, typed: str) -> None:
    office.publishes([(BUDI, on_the_ktp, "", "", "", "", "")], factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says(typed)).outcome == "check.found"


async def test_a_list_mark_is_never_taken_for_the_missing_digit(office: Office, bot: Opened) -> None:
    office.publishes()
    chat = await bot()
    short = BUDI[:-1]
    for tail in ("\n1. tolong dicek", " (1)", ", 1", "/1", "\n1", " + 1 lagi"):
        assert (await chat.says(short + tail)).outcome == "check.too_short"


async def test_the_third_wrong_name_does_not_ask_for_another(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(NOBODY)
    for name in ("Slamet", "Agus", "Tono"):
        answer = await chat.says(name)
    assert answer.outcome == "check.not_listed"
    assert "sudah 3 kali" in chat.reply.text
    assert "lalu ketik" not in chat.reply.text


async def test_a_correction_of_the_same_day_says_so(office: Office, bot: Opened) -> None:
    office.publishes()
    office.publishes(PEOPLE[1:])
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.ended"
    assert "daftar SIGAP sebelumnya" in chat.reply.text


async def test_an_older_list_makes_nobody_gone(office: Office, bot: Opened) -> None:
    office.publishes()
    office.publishes(PEOPLE[1:], as_of=date(2026, 10, 1))
    chat = await bot()
    assert (await chat.says(BUDI)).outcome == "check.not_listed"


@pytest.mark.parametrize("command", ["/cek", "/check", "/start", "/cek@SigapBot", "/menu"])
async def test_a_nik_behind_a_command_is_a_check(office: Office, bot: Opened, command: str) -> None:
    office.publishes()
    chat = await bot()
    assert (await chat.says(f"{command} {BUDI}")).outcome == "check.found"
    assert (await chat.says(f"{command} {BUDI[:-1]}")).outcome == "check.too_short"
    assert (await chat.says(f"/hapus {BUDI}")).outcome == "erased"


async def test_a_remark_instead_of_a_name_costs_no_try(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    for remark in (
        "kenapa?",
        "ok",
        "lupa",
        "gak tau",
        "apa maksudnya?",
        "nanti dulu",
        "siap",
        "emang kenapa",
        "makasih",
    ):
        assert (await chat.says(remark)).outcome == "check.factor"
    assert (await chat.says("nama bapak saya Budi")).outcome == "check.found"


async def test_a_mistyped_kk_is_not_called_a_bad_nik(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.KK)
    chat = await bot()
    await chat.says(BUDI)
    for typed in ("327501110105900", "3275013301059999"):
        assert (await chat.says(typed)).outcome in {"check.factor", "check.not_listed"}
    assert (await chat.says("9007")).outcome == "check.found"


async def test_an_unknown_button_is_called_old(bot: Opened) -> None:
    chat = await bot()
    assert (await chat.presses_value("no such button")).outcome == "check.expired"


async def test_a_remark_may_be_a_name(office: Office, bot: Opened) -> None:
    office.publishes([(BUDI, "OKE NURWAN", "", "", "", "", ""), (SITI, "SITI", "", "", "", "", "")], factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    assert (await chat.says("Oke Nurwan")).outcome == "check.found"
    await chat.says(SITI)
    assert (await chat.says("ok siti")).outcome == "check.found"


WRONG_NAMES = "Slamet Agus Tono Rina Dedi Wati Yanto Lestari Eko Nur Rudi Tuti".split()
"""More than may be tried for one NIK in a day."""


async def _is_closed(chat: Person) -> bool:
    """Whether so many names did not match that this NIK takes no more today."""
    return (await chat.says(BUDI)).outcome == "check.quota"


@pytest.mark.parametrize(
    "said", [*"ok oke ya iya yoi pak bu bang kak min bro halo siap".split(), "nama saya", "oke pak", "iya namanya"]
)
async def test_a_name_behind_a_remark_costs_a_try(office: Office, bot: Opened, said: str) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    wrong = [f"{said} {name}" for name in WRONG_NAMES]
    if is_remark(typed_names(wrong[0])):  # "siap Slamet" is read as "siap" alone: nothing is compared
        for one in [*wrong, f"{said} Budi"]:
            assert (await chat.says(one)).outcome == "check.factor"
        return
    for one in wrong:
        await chat.says(one)
    assert await _is_closed(chat)
    assert (await chat.says(f"{said} Budi")).outcome != "check.found"


async def test_what_costs_no_try_is_compared_with_nothing(office: Office, bot: Opened) -> None:
    office.publishes([(BUDI, "SIAP NURWAN", "", "", "", "", "")], factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    for remark in ("Siap", "siap pak", "ok siap", "Siap Nurwan", "iya"):
        assert (await chat.says(remark)).outcome == "check.factor"
        assert chat.reply.text == text("check.factor_remark", "id")
    assert (await chat.says("nama saya Siap")).outcome == "check.found"


async def test_a_remark_said_as_a_name_costs_a_try(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    chat = await bot()
    await chat.says(BUDI)
    for _ in WRONG_NAMES:
        await chat.says("nama saya Siap")
    assert await _is_closed(chat)


@given(st.lists(st.sampled_from("ok oke ya nama saya siap pak bu a.n. is h. budi siti ? : , é ʼ'".split()), max_size=8))
def test_one_answer_is_never_more_than_two_names(words: list[str]) -> None:
    assert len(typed_names(" ".join(words))) <= 2
    assert len(typed_digits(normalize(" ".join(words)))) <= 1


async def test_another_factor_since_we_asked_is_asked_for_anew(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.KK)
    chat = await bot()
    await chat.says(BUDI)
    await chat.says("3275 0111 0105 9007")
    office.publishes(factor=Factor.NAME)
    assert (await chat.presses("Nomor KK")).outcome == "check.factor"
    assert "nama" in chat.reply.text
    assert (await chat.says("Budi")).outcome == "check.found"
