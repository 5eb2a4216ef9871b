"""Decides whether a message, or a part of it, asks to end the subscription to announcements."""

import re

from handlers.words.wish_message import WishMessage
from handlers.words.wish_words import BESIDE_A_WISH, FOR_NOW, PLEASE

# Patterns over class letters, which data/texts/wishes.toml explains.
_WHAT = "[lvVsRtTNFQ]"
_OF_WHAT = "[lvVsRtTNFQg]"
_END = re.compile(
    rf"\A(?:[ue]*w?z{_OF_WHAT}*"  # sudah cukup, stop kirim info
    rf"|(?:u*e+)?w?b(?:{_WHAT}+g?)?"  # mau berhenti langganan
    rf"|[ue]*{_WHAT}+z{_OF_WHAT}*"  # infonya stop
    rf"|[ue]*(?:jw?|jwR|n[wo]w?R?|LR?)[lvVstT]{_OF_WHAT}*"  # jangan kirim lagi; tidak mau terima pesan
    rf"|[ue]*w?(?:[rkx]F?[lT]|[hY]F?l){_OF_WHAT}*"  # batalkan langganan; "hapus pengumuman" may mean one announcement
    rf"|[ue]*w?[rh]F{_OF_WHAT}*|[ue]*wxF{_OF_WHAT}*"  # keluarkan saya dari daftar
    rf"|[ue]*w?[rhxYf][Md]?Q{_OF_WHAT}*|[ue]*[Md][rhf]Q{_OF_WHAT}*"  # keluarkan nama saya dari daftar pengumuman
    rf"|[ue]*(?:(?=[vVsRtNF]*[lT]){_WHAT}+[rk]|l[TtN]*Y)"  # langganannya dibatalkan saja
    rf"|[ue]*[rk][vt]{_OF_WHAT}*"  # matikan infonya
    r"|L(?=w?[zb])|L\Z"  # sudah tidak perlu, stop
    rf"|(?:u*e+)?{_WHAT}+(?=[uejnwzbrhkxL]))e*"  # bosan dikirimi terus. Stop
)
"""One part of a wish to stop, matched at the beginning of the letters that remain."""
_ENDS = re.compile("[zbjnrhkxYf]|L.")
_REPORTED = re.compile(rf"\A(?:u+b{_WHAT}*|{_WHAT}+[brkY])\Z")
"""Also matches a report that something has ended: "sudah berhenti", "pengumuman dibatalkan"."""
STOPS, DENIES = re.compile("[zbDK]"), re.compile("[jn]")
_TAKEN_OFF = re.compile("f|[Md][rh]Q")
"""Also matches a report: "nama saya dihapus dari daftar pengumuman"."""
_WEAK = re.compile(r"\A[uew]*k+\Z")
_STOP_ASKED = re.compile(r"\Ay?(?:[zb][lT]?)+y?n?\Z")
"""A polite question: "tolong stop, bisa?"."""
_CALLED = re.compile(r"\Ag[!~]*z[!~]*\Z")
"""The keyword of an SMS service: "SIGAP STOP". "sigap stop ya" may ask whether the programme has ended."""
_HOW_TO = re.compile(r"[zbk]l?[^A-Za-z>]{0,9}>[^A-Za-z]{0,9}[zbk]|\A[^A-Za-z>]{0,9}>[^A-Za-z]{0,9}[zbk].*[zbk]")
"""Instructions of another service: "text STOP to unsubscribe", "STOP = berhenti"."""
_I_DID = re.compile(r"u\+[zbDrxY]|\+u[zbDrxY]")
"""What the sender has done: "sudah saya stop"."""
_GOES_ON = re.compile(r"\A[%&^]\+?[zbD][^A-Za-z]*\Z")
"""Something seen or in progress: "ini saya berhenti", "lagi stop", "terus berhenti"."""
_LONG_AGO = re.compile(r"\A~;\+[zb]")
"""About the past: "dulu saya berhenti"."""
_OF_THE_PROGRAMME = re.compile(r"z[^A-Za-z]{0,9}>[^A-Za-z]{0,9}g|zg\+")
"""Leaving the programme rather than its announcements: "remove me from the program", "stop sigap saya"."""
_OF_NOW = re.compile(r"[+^%&]")
"""Letters beside which a weak word does not end a subscription: "saya lagi off", "the end"."""


def is_weak(message: WishMessage) -> bool:
    """Whether it is a word like "CANCEL", which ends a subscription but may also leave an open question."""
    if message.asks or not _WEAK.match(message.wish):
        return False
    return message.has_request_word or "w" in message.wish or not _OF_NOW.search(message.letters)


def stop_asked(message: WishMessage) -> bool:
    """Whether it asks politely to stop."""
    wish = "".join(letter for letter in message.letters if letter not in BESIDE_A_WISH)
    return PLEASE in message.letters and "y" in wish and bool(_STOP_ASKED.match(wish))


def ends(message: WishMessage) -> bool:
    """Whether the message as a whole ends the subscription."""
    if _CALLED.match(message.letters):
        return True
    if _REPORTED.match(message.wish) or _I_DID.search(message.letters) or _GOES_ON.match(message.letters):
        return message.has_request_word
    if _LONG_AGO.match(message.letters) or _HOW_TO.search(message.letters):
        return False
    if _OF_THE_PROGRAMME.search(message.letters) and {*"lTt"}.isdisjoint(message.letters):
        return False
    if "D" in message.letters and not message.has_request_word and {*"lT"}.isdisjoint(message.letters):
        return False  # "distop": stopped by somebody else
    if _TAKEN_OFF.search(message.wish) and not message.has_request_word:
        return False
    tells = "j" in message.letters and FOR_NOW in message.letters and not {*"sv"}.isdisjoint(message.letters)
    if ("P" in message.letters or tells) and {*"lTt^"}.isdisjoint(message.letters):
        return False  # "jangan dikirim dulu", "jangan kabari dulu"
    at, ended = 0, False
    while at < len(message.wish):
        found = _END.match(message.wish[at:])
        if found is None:
            return False
        ended = ended or bool(_ENDS.search(found[0]))
        at += found.end()
    return ended
