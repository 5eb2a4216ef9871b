"""Texts that would mislead, break or not fit are refused here."""

import re
import string
import tomllib
from datetime import UTC, date, datetime
from importlib.resources import files

import pytest
from pydantic import ValidationError

from data.announcements import deliveries
from data.announcements.announcements import State
from data.announcements.deliveries import DeliveryOutcome
from data.content import areas, fine_answers, texts
from data.content.texts import DEFAULT, LANGUAGES, LONGEST_FIRST, LONGEST_LABEL, LONGEST_REPLY, Sentence
from data.watches import watches
from handlers.desk import progress
from handlers.desk.request import state_name

# What a placeholder may grow to, so that the longest answer still fits.
LONGEST_VALUES = {
    "link": "https://t.me/SigapBekasiBot?start=cek",
    "as_of": "30 September 2026", "starts": "30 September 2026", "last_listed": "30 September 2026",
    "value": "x" * 120, "source": "Radar Bekasi", "day": "30 September 2026",
    "since": " sejak 30 September 2026", "until": " sampai 30 September 2026", "ended": "berakhir 30 September 2026",
    "opens": "30 September 2026 pukul 23.59 WIB", "example": "3275 0141 0590 9001", "in_short": "x" * 160,
    "factor": "4 angka terakhir nomor KK", "paper": "Kartu Keluarga",
    "what": "x" * 130, "where": " untuk Kelurahan Bojong Rawalumbu", "n": "6", "of": "6",
    "kelurahan": "Bojong Rawalumbu",
    "kecamatan": "Bekasi Selatan", "postal_code": "17132", "area_code": "32.75.08.1007", "number": "5",
    "lines": "\n".join(["5. 30 September 2026 pukul 23.59 WIB"] * 5),
    "count": "999", "digits": "4096", "most": "100", "left": "3", "days": "9999",
    "responsible": " Yang bertanggung jawab: Dinas Tenaga Kerja Kota Bekasi, penyelenggara SIGAP."
    + (" Pertanyaan soal data: " + "x" * 60 + "."),
    "controller": "Dinas Tenaga Kerja Kota Bekasi, penyelenggara SIGAP", "dpo": "x" * 60,
    "months": "24",
    "which": "pengumuman SIGAP untuk Kecamatan Bekasi Selatan, dan yang untuk semua kecamatan",
    "how": "Kabarnya muncul kalau chat ini Anda buka lagi di HP ini dalam 30 hari.",
    "sender": "Dinas Tenaga Kerja Kota Bekasi, penyelenggara SIGAP", "check_code": "BCDFGH",
    "whom": "untuk sebagian yang minta dikabari", "side": "di awal dan di akhir", "differs": "x" * 190,
    "first": "30 September 2026", "last": "30 September 2026",
    "who": "orang tua Anda", "place": "Kelurahan Bojong Rawalumbu, Kecamatan Bekasi Selatan",
    "result": texts.phrase(
        "result_listed", "id", nik="NIK orang tua Anda", as_of="30 September 2026",
        since=" sejak 30 September 2026", until=" sampai 30 September 2026",
    ),
    "remark": "x" * 80, "ours": "x" * 30, "theirs": "x" * 32, "channel": "WhatsApp",
}  # fmt: skip

# What stands behind a button of its topic, and may be longer than a first bubble.
BEHIND_A_BUTTON = {
    "info.self_pay", "info.why.figures", "info.update.papers", "info.update.kelurahan", "info.update.app",
    "info.update.after", "info.benefits.accident", "info.benefits.death", "info.claim.accident", "info.claim.papers",
    "info.claim.death", "info.claim.killed", "info.claim.heirs",
    "check.death", "check.death_listed", "check.killed", "check.killed_listed", "check.accident",
    "check.accident_listed", "info.emergency.hospital", "info.about.figures", "privacy", "privacy.more", "info.who",
} | {key for key in texts.language(DEFAULT).replies if key.startswith("guide.")}  # fmt: skip

LONGEST_PAGE = 500
"""A page behind a button: more stands behind another button."""
WHOLE_LISTS = {"info.update.papers", "info.update.kelurahan", "info.claim.papers", "info.claim.death", "privacy.more"}
"""A list of papers is never split, nor the list of what we keep."""

_PRESSED = re.compile(r'(?:[Pp]ilih|[Tt]ekan|[Cc]hoose|[Pp]ress|[Pp]encét) "([^"]+)"')

# A text with one of these states a fact about the programme or the law, and names where that comes from.
FACTS = re.compile(
    r"\d{2,}|\d+\s*(?:bulan|month|hari kerja)|DTSEN|[Dd]esil|BPS\b|BPJS|Kemensos|Pemkot|Pemerintah|Government|JKK|JKM"
    r"|JMO|Cek Bansos|provinsi|province|tanggal lahir|birth date"
)
OUR_OWN = re.compile(
    r"\b12 (?:bulan|months|sasih)|\b16\b"
    r"|\b40\b(?= ditambah)|24 (?:jam|hours|bulan|months|sasih)|48 (?:jam|hours)"
    r"|(?:30|90|180) (?:hari|days|dinten)|\b9007\b"
)


def placeholders(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_language_has_every_text_with_the_same_placeholders_and_sources(code: str) -> None:
    ours, original = texts.language(code), texts.language(DEFAULT)
    assert ours.labels.keys() == original.labels.keys()
    assert len(ours.months) == 12
    for kind in ("phrases", "replies"):
        mine, theirs = getattr(ours, kind), getattr(original, kind)
        assert mine.keys() == theirs.keys()
        for key, one in mine.items():
            written = one.text if isinstance(one, Sentence) else one
            other = theirs[key].text if isinstance(one, Sentence) else theirs[key]
            assert placeholders(written) == placeholders(other), key
    assert {key: reply.source for key, reply in ours.replies.items()} == {
        key: reply.source for key, reply in original.replies.items()
    }


@pytest.mark.parametrize("code", LANGUAGES)
def test_labels_and_replies_fit_a_small_screen(code: str) -> None:
    language = texts.language(code)
    assert [label for label in language.labels.values() if not 0 < len(label) <= LONGEST_LABEL] == []
    remarks = sum(len(language.phrases[key].format(days=9999)) + 2 for key in ("stale", "synthetic"))
    for key, reply in language.replies.items():
        longest = len(reply.text.format(**LONGEST_VALUES).strip())
        assert longest + (remarks if key.startswith("check.") else 0) <= LONGEST_REPLY, key
        page = LONGEST_REPLY if key in WHOLE_LISTS or key.startswith("guide.") else LONGEST_PAGE
        assert longest <= (page if key in BEHIND_A_BUTTON else LONGEST_FIRST), key


@pytest.mark.parametrize("code", LANGUAGES)
def test_labels_that_are_put_together_are_short_too(code: str) -> None:
    """Those of watches, and the names of places; a NIK to pick is "10. ••••1234"."""
    names = [*areas.all_kecamatan(), *(one.name for one in areas.all_kelurahan())]
    assert [name for name in names if len(name) > LONGEST_LABEL] == []
    assert len(texts.phrase("drop_watch", code, number=watches.MAX_WATCHES_PER_CHAT)) <= LONGEST_LABEL


@pytest.mark.parametrize("code", LANGUAGES)
def test_a_label_named_in_a_text_is_that_of_a_button(code: str) -> None:
    """`Tekan "Sudah"`: the words behind "press" and "choose" are those on a button, in the same language."""
    language = texts.language(code)
    named = {
        (key, label)
        for key, reply in language.replies.items()
        for label in _PRESSED.findall(reply.text)
        if label not in {*language.labels.values(), *(one.label_in(code) for one in fine_answers.answers().values())}
    }
    assert named == set()


@pytest.mark.parametrize("code", LANGUAGES)
def test_not_in_the_list_fits_with_every_remark(code: str) -> None:
    answer = texts.text("check.not_listed", code, as_of=texts.day(date(2026, 9, 30), code))
    remarks = texts.phrase("stale", code, days=9999), texts.phrase("synthetic", code)
    assert len("\n\n".join([answer, *remarks])) <= LONGEST_FIRST


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_fact_without_a_source(code: str) -> None:
    for key, reply in texts.language(code).replies.items():
        plain = OUR_OWN.sub("", re.sub(r"\{\w+\}", "", reply.text))
        assert reply.source or not FACTS.search(plain), f"{key} states a fact and names no source"


def test_every_source_is_known() -> None:
    known = tomllib.loads(files("data").joinpath("texts/sources.toml").read_text(encoding="utf-8"))
    used = {source.split()[0] for reply in texts.language(DEFAULT).replies.values() for source in reply.source}
    ours = tomllib.loads(files("data.content").joinpath("contacts.toml").read_text(encoding="utf-8"))
    used |= {contact["source"].split()[0] for contact in ours.values()}
    used |= {source.split()[0] for answer in fine_answers.answers().values() for source in answer.source}
    assert used == known.keys()


@pytest.mark.parametrize("source", ["S0", "S0 2025-11-05", "S0 2025-11-05 L", "S0 2025-11-05 BK", "press 2025 H"])
def test_a_source_without_date_or_with_low_confidence_is_refused(source: str) -> None:
    with pytest.raises(ValidationError):
        Sentence(text="Desil 1-5", source=(source,))


@pytest.mark.parametrize("code", LANGUAGES)
def test_nothing_unverified_is_told(code: str) -> None:
    """Contacts and prices that the fact sheet marks as unconfirmed, and words that promise."""
    written = " ".join(reply.text for reply in texts.language(code).replies.values())
    for unverified in (
        "175",
        "0813",
        "Pramuka",
        "5 tahun",
        "65 tahun",
        "terlindungi",
        "pasti dapat",
        "dijamin",
        "guarantee",
    ):
        assert unverified not in written, unverified


@pytest.mark.parametrize("code", LANGUAGES)
def test_no_reply_holds_a_real_looking_nik(code: str) -> None:
    written = " ".join(reply.text for reply in texts.language(code).replies.values())
    assert re.findall(r"\d{16}", written.replace(" ", "")) == []


def test_dates_and_times_are_said_in_bekasi() -> None:
    late = datetime(2026, 11, 22, 17, 0, 1, tzinfo=UTC)
    assert texts.day(date(2025, 11, 5), "id") == "5 November 2025"
    assert texts.moment(late, "id") == "23 November 2026 pukul 00.01 WIB"
    assert texts.moment(late, "en") == "23 November 2026, 00:01 WIB"


def test_an_unknown_key_or_a_missing_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        texts.text("no.such.text", "id")
    with pytest.raises(KeyError):
        texts.text("check.found", "id")


def test_staff_have_words_for_each_state_result_and_reason() -> None:
    reasons = (deliveries.UNSUBSCRIBED, deliveries.INTERRUPTED, deliveries.ABORTED, deliveries.NOT_VISITED)
    for reason in (*reasons, deliveries.RESTORED, "blocked", "not_written", "throttled", "stopped"):
        assert progress.reason_name(reason) != reason
    assert progress.reason_name("a reason of an older version") == "a reason of an older version"
    assert len({state_name(state) for state in State}) == len(State)
    assert len({progress.result_name(result) for result in DeliveryOutcome}) == len(DeliveryOutcome)
