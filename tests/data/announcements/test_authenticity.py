"""What is the same, what is altered, what is another's: the comparison itself, without the conversation."""

import random
import unicodedata
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from data.announcements import authenticity
from data.announcements.announcements import Audience, Broadcast
from data.announcements.authenticity import Comparison, MatchKind, Original, Originals, OriginalsCache
from data.database import opening
from data.database.sqlite import Transaction
from data.language import similarity
from data.language.similarity import Difference, Fingerprint
from tests.bench.genuine import known, nearest, reworded
from tests.support import announced
from tests.support.announced import SENDER, alter
from workshop import messages

SENT = [
    replace(one, id=at, code=f"K7M2P{'BCDFGHJKLM'[at - 1]}") for at, one in enumerate(announced.announced(), start=1)
]
OURS = Originals(known(SENT))
TEXTS = [text for _, text in announced.texts_of(SENT)]
TEXT = TEXTS[0]
BODY = SENT[0].text_for("id")


def judged(text: str) -> Comparison:
    return authenticity.compare(text, OURS)


def test_every_original_is_the_same_as_itself() -> None:
    for broadcast, text in announced.texts_of(SENT):
        verdict = judged(text)
        assert verdict.kind is MatchKind.SAME
        assert verdict.original
        assert verdict.original.broadcast == broadcast


@settings(max_examples=500)
@example(0, 0.0, "K")
@given(st.integers(0, len(TEXTS) - 1), st.floats(0, 1, exclude_max=True), st.characters())
def test_one_character_in_place_of_another_is_never_the_same(number: int, at: float, new: str) -> None:
    text = TEXTS[number]
    places = [place for place, char in enumerate(text) if not char.isspace() and char != new]
    place = places[int(at * len(places))]
    assert judged(f"{text[:place]}{new}{text[place + 1 :]}").kind is not MatchKind.SAME


def test_no_character_can_be_left_out_or_written_twice() -> None:
    for text in TEXTS:
        for place, char in enumerate(text):
            if not char.isspace():
                for changed in (text[:place] + text[place + 1 :], text[:place] + char + text[place:]):
                    assert judged(changed).kind not in {MatchKind.SAME, MatchKind.NOT_OURS}


@pytest.mark.parametrize("kind", ["replaced", "deleted", "inserted", "case", "look-alike"])
def test_a_thousand_small_alterations_are_all_found(kind: str) -> None:
    rnd = random.Random(kind)
    for at in range(1000):
        changed = alter(TEXTS[at % len(TEXTS)], kind, rnd)
        assert judged(changed).kind not in {MatchKind.SAME, MatchKind.NOT_OURS, MatchKind.CODE_ONLY}, changed


@pytest.mark.parametrize("sign", ["\u212a", "\u037e", "\u0387", "\u1fef", "\u2126"])
def test_a_sign_that_unicode_only_counts_as_another_is_a_difference(sign: str) -> None:
    plain = unicodedata.normalize("NFC", sign)
    assert plain != sign
    assert similarity.canonical(f"a{plain}b é") != similarity.canonical(f"a{sign}b é")


@pytest.mark.parametrize(
    "message",
    [
        f"\n {TEXT}  ",
        TEXT.replace("\n", "\r\n"),
        TEXT.replace(" ", "\u00a0"),
        " ".join(TEXT.split()),
        unicodedata.normalize("NFD", TEXT),
        f"> {TEXT}",
        TEXT.replace("\n", "\n> "),
        f"[25/11 08.00] Bu Neneng: {TEXT}",
        f"[25/11/26, 8:00:15 AM] Bu Neneng: {TEXT}",
        f"[08.00, 25/11/2026] +62 812-0000-0000: {TEXT}",
        f"25/11/26 08.00 - Pak RT: {TEXT}",
        f"Kang Asep Sunandar, [25/11/2026 8:00]\n{TEXT}",
        "*" + TEXT.replace("\n", "*\n", 1),
        "[25/11 08.00] Bu Neneng: *{}*\n{}".format(*TEXT.split("\n", 1)),
    ],
)
def test_marks_of_messengers_and_white_space_make_no_difference(message: str) -> None:
    assert judged(message).kind is MatchKind.SAME


@pytest.mark.parametrize(
    "message",
    [
        f">{TEXT}",
        f"[25/11 08.00] Transfer dulu ke Pak Budi: {TEXT}",
        f"[25/11 08.00] Hubungi 0812: {TEXT}",
        f"[25/11 08.00] bit.ly: {TEXT}",
        f"[25/11 08.00] Bu Neneng: [25/11 08.01] Bu Neneng: {TEXT}",
        f"Bu Neneng: {TEXT}",
        f"*{TEXT}",
        f"_{TEXT}_",
        f"~{TEXT}~",
        TEXT.replace("SIGAP", "S IGAP", 1),
        TEXT.replace(" ", "", 1),
        TEXT.replace("SIGAP", "SI\u200bGAP", 1),
        TEXT.replace("SIGAP", "ＳＩＧＡＰ", 1),
        TEXT.replace("NIK", "NI\u212a", 1),
        TEXT.upper(),
        f"\u200e{TEXT}",
    ],
)
def test_anything_else_is_altered(message: str) -> None:
    assert judged(message).kind in {MatchKind.CHANGED, MatchKind.ADDED}


def test_marks_of_ours_are_ours() -> None:
    one = replace(SENT[0], texts={"id": "Isi *semua* kolom, lalu tekan\n> Kirim\nSesudah itu tunggu kabar dari kami."})
    ours = Originals(known([one]))
    text = announced.texts_of([one])[0][1]
    assert authenticity.compare(text, ours).kind is MatchKind.SAME
    for less in (text.replace("*", ""), text.replace("> ", "")):
        assert authenticity.compare(less, ours).kind is MatchKind.CHANGED


@pytest.mark.parametrize(
    ("message", "finding", "before", "behind"),
    [
        (f"ini asli? {TEXT}", MatchKind.ADDED, True, False),
        (f"{TEXT}\n\nTransfer ke 000", MatchKind.ADDED, False, True),
        (f"Info!\n{TEXT}\nSebarkan!", MatchKind.ADDED, True, True),
        (BODY, MatchKind.MISSING, False, False),
        (BODY.split("\n\n")[1], MatchKind.MISSING, False, False),
        ("Tidak perlu mendaftar, tidak perlu bayar.", MatchKind.MISSING, False, False),
        (TEXT.removeprefix(BODY).strip(), MatchKind.MISSING, False, False),
        (TEXT.removeprefix("M"), MatchKind.MISSING, False, False),
        (BODY.replace("tidak perlu bayar", "cukup bayar materai"), MatchKind.CHANGED, False, False),
        ("Bantuan tunai cair hari ini, ambil di GOR. Kode cek K7M2PB", MatchKind.CODE_ONLY, False, False),
        ("Bantuan tunai cair hari ini, ambil di GOR. kode cek: k7m 2pb ya", MatchKind.CODE_ONLY, False, False),
        ("Bantuan tunai cair hari ini, ambil di GOR. Kode cek K7M2PX", MatchKind.NOT_OURS, False, False),
        ("tidak perlu bayar", MatchKind.NOT_OURS, False, False),
        ("", MatchKind.NOT_OURS, False, False),
    ],
)
def test_more_and_less_than_an_original(message: str, finding: MatchKind, before: bool, behind: bool) -> None:
    verdict = judged(message)
    assert (verdict.kind, bool(verdict.before), bool(verdict.behind)) == (finding, before, behind)
    assert (verdict.original is None) is (finding is MatchKind.NOT_OURS)


def test_the_code_says_which_announcement_a_changed_text_claims_to_be() -> None:
    twins = [replace(SENT[0], id=21, code="BCDFGH"), replace(SENT[0], id=22, code="TVWXZ2")]
    ours = Originals(known(twins))
    for one, text in announced.texts_of(twins):
        verdict = authenticity.compare(text.replace("2027", "2028", 1), ours)
        assert verdict.original
        assert verdict.original.broadcast.id == one.id


def test_the_right_code_over_another_announcement_shows_the_code_as_the_difference() -> None:
    swapped = TEXTS[0].replace("K7M2PB", "K7M2PC")
    verdict = judged(swapped)
    assert verdict.original
    assert verdict.original.broadcast.id == 1
    assert verdict.differences == (Difference("K7M2PB.", "K7M2PC."),)


def test_a_text_in_letters_that_only_look_like_ours_is_found() -> None:
    false = str.maketrans("aeoc", "\u0430\u0435\u043e\u0441")
    for text in TEXTS:
        assert judged(text.translate(false)).kind is MatchKind.CHANGED


def test_a_text_whose_spaces_were_lost_is_found() -> None:
    assert judged(TEXT.replace(" ", "")).kind is MatchKind.CHANGED


class _ComparedWithAll(Originals):
    """The same originals, each of them compared with every message."""

    def nearest(self, message: Fingerprint) -> Original | None:
        return authenticity._nearest(message, self.all)


def test_to_look_for_a_shared_pair_of_words_first_changes_no_verdict() -> None:
    rnd = random.Random(3)
    words = [text.split() for text in TEXTS]
    said = [*announced.others(), *(one.text for one in messages.read(messages.of_training()) if len(one.text) > 120)]
    said += [reworded(text, share, rnd) for text in TEXTS for share in (0.1, 0.3, 0.5)]
    said += [
        " ".join(part[at : at + size]) for part in words for size in (4, 9, 25) for at in range(0, len(part), size)
    ]
    said += [change(text) for text in TEXTS for change in (str.upper, lambda text: text.replace("a", "4"), " ".join)]
    said += [f"ini asli? {text}" for text in TEXTS]
    assert {judged(one).kind for one in said} == {*MatchKind} - {MatchKind.SAME}
    everything = _ComparedWithAll(OURS.all)
    assert [one for one in said if judged(one) != authenticity.compare(one, everything)] == []


def test_what_is_cut_off_of_an_endless_message_counts_as_added() -> None:
    padded = TEXT + " " * authenticity.LONGEST + "Transfer ke 000"
    assert judged(padded).kind is not MatchKind.SAME


def test_the_threshold_is_far_from_both_sides() -> None:
    rnd = random.Random(1)
    assert max(nearest(text, [*OURS.all]) for text in announced.others()) < authenticity.NEAR - 0.05
    assert min(nearest(reworded(text, 0.2, rnd), [*OURS.all]) for text in TEXTS) > authenticity.NEAR + 0.05


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("K7M2PQ", {"K7M2PQ"}),
        ("kode cek k7m2pq:", {"K7M2PQ"}),
        ("kode cek k7m 2pq ya", {"K7M2PQ"}),
        ("K-7-M-2-P-Q", {"K7M2PQ"}),
        ("(K7M2PQ)", {"K7M2PQ"}),
        ("Ｋ７Ｍ２ＰＱ", {"K7M2PQ"}),
        ("XK7M2PQ", set()),
        ("K7M2PQ9", set()),
        ("K7M2P", set()),
        ("kartu kantor", set()),
    ],
)
def test_a_code_is_found_however_it_is_written(written: str, read: set[str]) -> None:
    assert authenticity.codes(written) == read


@pytest.mark.parametrize(
    ("ours", "theirs", "found"),
    [
        ("a b c d", "a x c d", [("b", "x")]),
        ("a b c d", "a c d", [("b", "")]),
        ("a b c d", "a b x y c d", [("", "x y")]),
        ("a b c d", "a b c d e", [("", "e")]),
        ("a b c d", "x y c z", [("a b", "x y"), ("d", "z")]),
        ("satu", "dua", [("satu", "dua")]),
    ],
)
def test_differences_are_told_word_by_word(ours: str, theirs: str, found: list[tuple[str, str]]) -> None:
    assert [(one.ours, one.theirs) for one in similarity.differences(ours, theirs)] == found


@pytest.mark.parametrize(
    ("written", "is_link"),
    [
        ("https://a", True),
        ("bit.ly/x", True),
        ("www.contoh", True),
        ("sigap-bekasi.example", True),
        ("ｂｉｔ．ｌｙ", True),
        ("bit。ly", True),
        ("@admin_sigap", True),
        ("budi@contoh", True),
        ("wa / 62", True),
        ("kelurahan.", False),
        ("08.00 WIB", False),
        ("Rp16.800", False),
        ("RT/RW", False),
    ],
)
def test_what_may_be_a_link_is_taken_for_one(written: str, is_link: bool) -> None:
    assert similarity.holds_a_link(written) is is_link


@given(st.text(max_size=300))
def test_whatever_comes_is_judged(text: str) -> None:
    verdict = judged(text)
    assert (verdict.original is None) is (verdict.kind is MatchKind.NOT_OURS)
    assert verdict == judged(text)


# ---------------------------------------------------------------- the shelf


def _says(broadcast: Broadcast, language: str) -> tuple[str, ...]:
    return (f"{broadcast.text_for(language)} Kode cek {broadcast.code}",)


async def test_only_what_was_sent_is_an_original_and_new_ones_are_noticed(tmp_path: Path) -> None:
    live = await opening.open_database(tmp_path / "live.db")
    shelf = OriginalsCache()

    async def ids(tx: Transaction) -> list[int]:
        return sorted({one.broadcast.id for one in (await shelf.originals(tx, _says, SENDER)).all})

    try:
        async with live.transaction() as tx:
            draft = await announced.send(tx, replace(SENT[1], started=None))
            assert await ids(tx) == []
            sent = await announced.send(tx, SENT[0])
            assert await ids(tx) == [sent.id]
            before = await shelf.originals(tx, _says, SENDER)
            assert await shelf.originals(tx, _says, SENDER) is before
            assert await shelf.originals(tx, _says, "Dinas") is not before
            await tx.run("UPDATE broadcasts SET started = 1 WHERE id = ?", draft.id)
            assert await ids(tx) == [draft.id, sent.id]
    finally:
        await live.close()


def test_a_language_that_nobody_was_sent_has_no_original() -> None:
    to_all = authenticity.originals_of(SENT[0], _says)
    assert {one.language for one in to_all} == {"id", "su", "en"}
    for language, spoken in (("su", "su"), ("en", "id")):  # a text in that language there is not
        sundanese = replace(SENT[1], audience=Audience(language=language))
        assert {one.language for one in authenticity.originals_of(sundanese, _says)} == {spoken}
