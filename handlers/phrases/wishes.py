"""Recognises messages that ask for a change: to stop or get announcements, to switch language, to be forgotten.

One rule for all: the message consists entirely of the wish and of polite words. "Stop, makasih" is a wish. "tolong stop
pungli di rt saya", "jangan stop" and "sudah stop belum?" are not, although they contain its words: they get an answer
and, where a wish is likely, a button that offers the change.
"""

import re
from enum import IntEnum

from data.language.disguised_digits import in_latin
from handlers.phrases import stop_wishes
from handlers.phrases.stop_wishes import DENIES, STOPS
from handlers.reading import Reading
from handlers.words import wish_words
from handlers.words.wish_message import LED_TO, WishMessage
from handlers.words.wish_words import ASKS, DURING, SELF

_FORGET = "W"
_JOINS = (
    "tapi tp tetapi jadi jd makanya terus trus trs sekalian soalnya karena krn karna biar supaya nanti dan juga but "
    "because so also and then"
)
_PARTS = re.compile(rf"[,.;!\n]+|(?<=\?)|\b(?:{'|'.join(_JOINS.split())}|satu lagi|oh iya|gara-gara)\b")
"""The points where one part of a message may end and another begin."""
_MOST_PARTS = 8
_WANTED = re.compile(
    r"\A(?:w{0,2}l[lvsRtTgNi]*"  # mau langganan info sigap
    r"|w?[vs]+(?=[tg]*[TN])[tTgN]+(?:ig)?"  # kirimi saya pengumuman
    r"|w?v+ia?[tTgNG]+(?:ig)?|ia?[tTgNG]+w?[vV]+"  # kabari kalau ada info baru
    r"|wR(?=[tT]*[gNT])(?=[gN]*[tT])[tTgN]+|wv[tTgN]*"  # mau terima info sigap; mau dikabari
    r"|w?O(?:[tT]+N*|l)|[tT]+O)\Z"  # nyalakan notifikasi
)
_TELL = re.compile(r"\A[wy]*v+\Z")
_NEWS = re.compile(r"\A(?:[wy]*v+i(?:a?u?a?[CM]+|u)|iu?a?[CM]+w?v+)\Z")
_ERASING = re.compile(r"\Aw?hd+(?:H[dH]*)?\Z")
_ERASED = re.compile(r"\Ad+H?hH?\Z")
"""Also matches a report, "data saya dihapus"; it is a wish only with a word of request."""
_OTHER_DATA = re.compile(r"\A[^+H%]*%[^+H]*\Z")
"""Data other than one's own stored here: "hapus data itu"."""
_OTHER_LANGUAGE = re.compile(r"\A[nj](?:m+(?=[wcy])|[ymcB]+[EIS]B?(?=.))")
"""The reason for wanting another language: "I don't understand Indonesian"."""
_LANGUAGE = re.compile(r"\A[wcB]*([EIS])[Bcg]*\Z")
_LANGUAGE_ASKED = re.compile(r"\A[wcB]*y[wcBy]*([EIS])[Bc]*n?\Z")
_SAID_OF = re.compile(r"\*[^A-Za-z]{0,9}[EIS]|@|/[EIS]")
"""The name of a country without a word of request: "salam Sunda", "terima kasih Indonesia", "neng Sunda"."""
_SHOWN = re.compile(r"\A[^A-Za-z]*(?:[A-Zabd-vx-z].*)?[%&]")
"""A remark on something seen: "ini bahasa Indonesia", "semua pakai Inggris", "Bekasi, Indonesia"."""
_LANGUAGES = {"E": "language.en", "I": "language.id", "S": "language.su"}
_ONE_PLACE = re.compile(r"\A[wlvsRtTNGciap]*\Z")
_NEGATES = re.compile("[njrzbkhxDYfq]")


class Likelihood(IntEnum):
    """How likely it is that a message is about a topic."""

    HARDLY, PERHAPS, SURELY = range(3)


TO_CONFIRM = {
    "subscribe": (frozenset("lvT"), frozenset("VsRt")),
    "unsubscribe": (frozenset("lvT"), frozenset("VsRt")),
    "language": (frozenset("BE"), frozenset("cm")),
}
"""Topics to confirm: the letters of words that are surely about the topic, and of words that may be."""


def step_wished(reading: Reading) -> str:
    """The step that the message as a whole asks for; empty if there is none."""
    message = reading.wish
    if message is None or not message.wish:
        return ""
    if DURING in message.letters and (
        "u" in message.letters or not message.has_request_word or STOPS.search(message.letters) is None
    ):
        return ""  # "sudah stop sebulan", "langganan setahun"
    if step := _language(message):
        return step
    if stop_wishes.stop_asked(message):
        return "unsubscribe"
    if message.asks:
        return ""
    if stop_wishes.ends(message):
        return "unsubscribe"
    if _ERASING.match(message.wish) or (message.has_request_word and _ERASED.match(message.wish)):
        return "" if ASKS in message.letters or _OTHER_DATA.search(message.letters) else "erase"
    if not message.asks_for_delivery:
        return ""
    if _WANTED.match(message.wish):
        return "subscribe"
    return "watch" if _TELL.match(message.wish) and (SELF in message.letters or "w" in message.wish) else ""


def stops_in_part(reading: Reading) -> bool:
    """Whether a part of the message by itself would end a subscription, or the message only asks about ending it."""
    written = in_latin(reading.of(reading.raw[: wish_words.LONGEST]).normalized)
    parts = [part for part in _PARTS.split(written) if part.strip()][:_MOST_PARTS]
    if len(parts) > 1 and any(step_wished(reading.of(part)) == "unsubscribe" for part in dict.fromkeys(parts)):
        return True
    message = reading.wish  # all words are known, and ask or report: "can I stop?"
    return bool(message and STOPS.search(message.letters) and not DENIES.search(message.letters))


def asks_to_be_forgotten(reading: Reading) -> bool:
    """Whether it is "forget me", which probably means all stored data; a button then offers that."""
    message = reading.wish
    return bool(message and _FORGET in message.wish and not DENIES.search(message.wish))


def ends_when_nothing_waits(reading: Reading) -> bool:
    """Whether it ends a subscription only while no question is open, like "CANCEL", which may leave the question."""
    message = reading.wish
    return bool(message and stop_wishes.is_weak(message))


def asks_for_news(reading: Reading) -> bool:
    """Whether it is "tell me when it changes" and nothing else, about the NIK just checked."""
    message = reading.wish
    return bool(
        message
        and not message.asks
        and message.asks_for_delivery
        and (_NEWS.match(message.wish) or _TELL.match(message.wish))
    )


def asks_to_be_notified(reading: Reading) -> bool:
    """Whether it is "tell me" and nothing else."""
    message = reading.wish
    return bool(message and not message.asks and message.asks_for_delivery and _TELL.match(message.wish))


def names_only_a_place(reading: Reading) -> bool:
    """Whether it can answer "which kecamatan?": a place or "all", and nothing else."""
    message = reading.wish_with_places
    return bool(message and not message.asks and not _NEGATES.search(message.wish))


def asks_for_one_kecamatan(reading: Reading) -> bool:
    """Whether it asks for the announcements of one kecamatan, and nothing else."""
    message = reading.wish_with_places
    return bool(
        message and not message.asks and _ONE_PLACE.match(message.wish) and re.search("[lvsT]|wt", message.wish)
    )


def likelihood(topic: str, reading: Reading) -> Likelihood:
    """How likely it is that a message classified as a topic of `TO_CONFIRM` is about our announcements or languages.

    "stop", "info" and "Indonesia" occur in other messages, too.
    """
    known = [*wish_words.letters_of(reading.tokens or reading.words)]
    surely, perhaps = TO_CONFIRM[topic]
    if all(known) or not surely.isdisjoint("".join(known)):
        return Likelihood.SURELY
    return Likelihood.PERHAPS if not perhaps.isdisjoint("".join(known)) else Likelihood.HARDLY


def _language(message: WishMessage) -> str:
    wish = _OTHER_LANGUAGE.sub("", message.wish)
    if (ASKS in message.letters or wish.endswith("n")) and (asked := _LANGUAGE_ASKED.match(wish)):
        return _LANGUAGES[asked[1]]  # "tiasa nganggo basa sunda?"
    if message.wish in _LANGUAGES and (SELF in message.letters or LED_TO.match(message.letters)):
        return ""  # "saya Sunda", "dari Indonesia"
    if message.wish in _LANGUAGES and not message.has_request_word and _SAID_OF.search(message.letters):
        return ""
    if not message.has_request_word and _SHOWN.match(message.letters):
        return ""
    if "X" in wish:  # "kembali ke Indonesia" may be a journey
        wish = wish.replace("X", "c") if "B" in wish else ""
    found = None if message.asks else _LANGUAGE.match(wish)
    return _LANGUAGES[found[1]] if found else ""
