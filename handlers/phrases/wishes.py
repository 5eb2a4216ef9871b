"""Whether a whole message asks for what changes something: to stop, announcements, a language, forgetting.

One rule for all of them: the message consists of the wish and of polite words, and of nothing else. "Stop, makasih" is
a wish. "tolong stop pungli di rt saya", "jangan stop" and "sudah stop belum?" are none, though they hold its words:
they are answered, and where a wish is likely a button offers what they may have meant.
"""

import re
from dataclasses import dataclass
from enum import IntEnum

from data.content import areas, texts
from data.language import spelling
from data.language.disguised_digits import in_latin
from data.language.normalize import normalize

_NAMES = {
    "polite": "-", "greeting": "*", "title": "/", "this": "%", "much": "&", "rude": "<",
    "city": "-%", "kin": "@", "where": ">", "again": "^",
    "self": "+", "to_admin": "-+", "my_data": "d+", "tell_me": "v+", "please": "!", "please_do": "!?", "soft": "~",
    "for_now": "~;", "during": ":", "asks": "?",
}  # fmt: skip
_SELF, _PLEASE, _SOFT, _FOR_NOW, _DURING, _ASKS, _PAUSE = "+", "!", "~", ";", ":", "?", ","
_ASIDE = frozenset(letter for letter in "".join((*_NAMES.values(), _PAUSE)) if not letter.isalpha())
"""Letters of what is said beside a wish."""
_BY = "-/%&^"
"""Of those, the ones that may stand between a word and the one it belongs to."""
_PLACE, _FORGET = "p", "W"
_KNOWN = {word: _NAMES.get(letters, letters) for letters, words in texts.wishes().items() for word in words}
_SPELT = {" ".join(spelling.words(word)): letters for word, letters in _KNOWN.items() if letters in {"e", "L", ":"}}
"""What is said for having had enough, or for how long, also as spellings.toml reads it: "udah gak butuh"."""
_SAME = str.maketrans({"J": "v", "Z": "s", "P": "s", "U": "s", "A": "s", "D": "b"})
"""Letters of words that differ only in what else must stand beside them, as the rows have them."""
_LONGEST_PHRASE = max(len(word.split()) for word in _KNOWN)
_MOST = 40
"""Words; who writes more tells a story."""
_LONGEST = 400
"""Characters."""

_APART = re.compile(r"(?<![^\W_])[^\W\d_](?:[\s.,\-_*]{1,3}[^\W\d_](?![^\W_])){3,}")
"""A word whose letters stand apart: "S T O P"."""
_TOKEN = re.compile(r"[^\W_]+(?:['\-][^\W_]+)*|\?+|=(?=\s?\w)|(?<= ),(?= )")
_REPEATED = re.compile(r"(.)\1{2,}")
_DOUBLED = re.compile(r"([^\W\d_])\1+")
_KIN = "|".join(word for word, letters in _KNOWN.items() if letters in {"@", "/"})
_JOINS = (
    "tapi tp tetapi jadi jd makanya terus trus trs sekalian soalnya karena krn karna biar supaya nanti dan juga but "
    "because so also and then"
)
_PARTS = re.compile(rf"[,.;!\n]+|(?<=\?)|\b(?:{'|'.join(_JOINS.split())}|satu lagi|oh iya|gara-gara)\b")
"""Where one thing that is said may end and another begin."""
_MOST_PARTS = 8
_PAUSED = re.compile(rf"[,.;:!\n]\s?(?=(?:{_KIN})\b)|\b((?:{_KIN})\b)\s?[,.;:!\n]")
"""A comma before or behind whom a message addresses: "ibu, saya berhenti" is not "ibu saya berhenti"."""

# Rows of letters, as data/texts/wishes.toml names them.
_WHAT = "[lvVsRtTNFQ]"
_OF_WHAT = "[lvVsRtTNFQg]"
_END = re.compile(
    rf"\A(?:[ue]*w?z{_OF_WHAT}*"  # sudah cukup, stop kirim info
    rf"|(?:u*e+)?w?b(?:{_WHAT}+g?)?"  # mau berhenti langganan
    rf"|[ue]*{_WHAT}+z{_OF_WHAT}*"  # infonya stop
    rf"|[ue]*(?:jw?|jwR|n[wo]w?R?|LR?)[lvVstT]{_OF_WHAT}*"  # jangan kirim lagi; tidak mau terima pesan
    rf"|[ue]*w?(?:[rkx]F?[lT]|[hY]F?l){_OF_WHAT}*"  # batalkan langganan; "hapus pengumuman" may be of one announcement
    rf"|[ue]*w?[rh]F{_OF_WHAT}*|[ue]*wxF{_OF_WHAT}*"  # keluarkan saya dari daftar
    rf"|[ue]*w?[rhxYf][Md]?Q{_OF_WHAT}*|[ue]*[Md][rhf]Q{_OF_WHAT}*"  # keluarkan nama saya dari daftar pengumuman
    rf"|[ue]*(?:(?=[vVsRtNF]*[lT]){_WHAT}+[rk]|l[TtN]*Y)"  # langganannya dibatalkan saja
    rf"|[ue]*[rk][vt]{_OF_WHAT}*"  # matikan infonya
    r"|L(?=w?[zb])|L\Z"  # sudah tidak perlu, stop
    rf"|(?:u*e+)?{_WHAT}+(?=[uejnwzbrhkxL]))e*"  # bosan dikirimi terus. Stop
)
"""One part of a wish to get no more, at the beginning of what is left."""
_ENDS = re.compile("[zbjnrhkxYf]|L.")
_REPORTED = re.compile(rf"\A(?:u+b{_WHAT}*|{_WHAT}+[brkY])\Z")
"""What is also said of something that has ended: "sudah berhenti", "pengumuman dibatalkan"."""
_STOPS, _DENIES = re.compile("[zbDK]"), re.compile("[jn]")
_TAKEN_OFF = re.compile("f|[Md][rh]Q")
"""Also said of what has happened: "nama saya dihapus dari daftar pengumuman"."""
_WEAK = re.compile(r"\A[uew]*k+\Z")
_STOP_ASKED = re.compile(r"\Ay?(?:[zb][lT]?)+y?n?\Z")
"""Politely, as a question, with a word that begs: "tolong stop, bisa?"."""
_CALLED = re.compile(r"\Ag[!~]*z[!~]*\Z")
"""As the words of a service are sent: "SIGAP STOP". "sigap stop ya" may ask whether the programme has ended."""
_OF_OTHERS = re.compile(r"[@<]\+|>@|[vVsRJZPUAdl]@|@[EIS]")
"""Somebody else: "ibu saya", "ke petugas", "kabari bapak", "hapus data ibu", "bapak Sunda"."""
_BY_OTHERS = re.compile("@(?:w?[bkxDlY]|u+w?[zbkxDrlY])")
"""What somebody else does, unless a word asks for it: "petugas berhenti"."""
_HOW_TO = re.compile(r"[zbk]l?[^A-Za-z>]{0,9}>[^A-Za-z]{0,9}[zbk]|\A[^A-Za-z>]{0,9}>[^A-Za-z]{0,9}[zbk].*[zbk]")
"""How somebody else's service is left: "text STOP to unsubscribe", "STOP = berhenti"."""
_I_DID = re.compile(r"u\+[zbDrxY]|\+u[zbDrxY]")
"""What whoever writes has done: "sudah saya stop"."""
_GOES_ON = re.compile(r"\A[%&^]\+?[zbD][^A-Za-z]*\Z")
"""What is seen, again or all the time: "ini saya berhenti", "lagi stop", "terus berhenti"."""
_LONG_AGO = re.compile(r"\A~;\+[zb]")
"""Begins with a word for once: "dulu saya berhenti"."""
_OF_THE_PROGRAMME = re.compile(r"z[^A-Za-z]{0,9}>[^A-Za-z]{0,9}g|zg\+")
"""To leave the programme, not its announcements: "remove me from the program", "stop sigap saya"."""
_OF_NOW = re.compile(r"[+^%&]")
"""Beside a word that may end a subscription: "saya lagi off", "the end"."""
_LED_TO = re.compile(r"\A[^A-Za-z>]*>")
"""Begins with a word that leads to another: "dari Indonesia"."""
_BY_ME = re.compile(rf"\+[{_BY}]{{0,9}}[svA]")
"""Whoever writes sends by themselves: "saya kirim pengumuman"."""
_ME = re.compile(rf"[svA][{_BY}]{{0,9}}\+")
"""Sent to, or told, whoever writes: without it, "mau kirim info" says what they are going to do."""
_TO_ME = re.compile(rf"A|s(?:[{_BY}]*|[{_BY}tTgN]*>)\+")
"""Sent to whoever writes: "kirim saya info", "kirim pengumuman ke saya"."""
_WANTED = re.compile(
    r"\A(?:w{0,2}l[lvsRtTgNi]*"  # mau langganan info sigap
    r"|w?[vs]+(?=[tg]*[TN])[tTgN]+(?:ig)?"  # kirimi saya pengumuman
    r"|w?v+ia?[tTgNG]+(?:ig)?|ia?[tTgNG]+w?[vV]+"  # kabari kalau ada info baru
    r"|wR(?=[tT]*[gNT])(?=[gN]*[tT])[tTgN]+|wv[tTgN]*"  # mau terima info sigap; mau dikabari
    r"|w?O(?:[tT]+N*|l)|[tT]+O)\Z"  # nyalakan notifikasi
)
_MINE = re.compile(r"\A[^A-Za-z]*l[^A-Za-z+&]*[+&][^A-Za-z]*\Z")
"""Said of a subscription, or of what comes all the time: "langganan saya", "langganan terus"."""
_TELL = re.compile(r"\A[wy]*v+\Z")
_NEWS = re.compile(r"\A(?:[wy]*v+i(?:a?u?a?[CM]+|u)|iu?a?[CM]+w?v+)\Z")
_ERASING = re.compile(r"\Aw?hd+(?:H[dH]*)?\Z")
_ERASED = re.compile(r"\Ad+H?hH?\Z")
"""Also said of what has happened: "data saya dihapus"; a wish only with a word that wants something."""
_OTHER_DATA = re.compile(r"\A[^+H%]*%[^+H]*\Z")
"""Shown rather than one's own, or what is kept here: "hapus data itu"."""
_OTHER_LANGUAGE = re.compile(r"\A[nj](?:m+(?=[wcy])|[ymcB]+[EIS]B?(?=.))")
"""Why one is wanted: "I don't understand Indonesian"."""
_LANGUAGE = re.compile(r"\A[wcB]*([EIS])[Bcg]*\Z")
_LANGUAGE_ASKED = re.compile(r"\A[wcB]*y[wcBy]*([EIS])[Bc]*n?\Z")
_SAID_OF = re.compile(r"\*[^A-Za-z]{0,9}[EIS]|@|/[EIS]")
"""Beside the name of a country, without a word that wants it: "salam Sunda", "terima kasih Indonesia", "neng Sunda"."""
_SHOWN = re.compile(r"\A[^A-Za-z]*(?:[A-Zabd-vx-z].*)?[%&]")
"""Told of what is seen, or of all of it: "ini bahasa Indonesia", "semua pakai Inggris", "Bekasi, Indonesia"."""
_LANGUAGES = {"E": "language.en", "I": "language.id", "S": "language.su"}
_ONE_PLACE = re.compile(r"\A[wlvsRtTNGciap]*\Z")
_NEGATES = re.compile("[njrzbkhxDYfq]")


class Near(IntEnum):
    """How likely."""

    HARDLY, PERHAPS, SURELY = range(3)


NEAR = {
    "subscribe": (frozenset("lvT"), frozenset("VsRt")),
    "unsubscribe": (frozenset("lvT"), frozenset("VsRt")),
    "language": (frozenset("BE"), frozenset("cm")),
}
"""Topics, with the letters of words that are surely about them, and of those that perhaps are."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A message of which every word is known."""

    said: str
    """Its letters."""

    @property
    def wish(self) -> str:
        """The letters without what is said beside a wish, as the "ga" of "bisa tolong stop ga?"."""
        letters = "".join(letter for letter in self.said if letter not in _ASIDE).translate(_SAME)
        return letters.removesuffix("n") if _ASKS in self.said and _PLEASE in self.said else letters

    @property
    def asks(self) -> bool:
        """Whether it is a question, and not one that begs."""
        return _ASKS in self.said and _PLEASE not in self.said

    @property
    def presses(self) -> bool:
        """Whether a word stands in it of one who wants something: "tolong", "aja", "dong"."""
        return _PLEASE in self.said or _SOFT in self.said

    @property
    def of_others(self) -> bool:
        """Whether it speaks of somebody else than whoever writes."""
        return bool(_OF_OTHERS.search(self.said) or (_BY_OTHERS.search(self.said) and not self.presses))

    @property
    def wants(self) -> bool:
        """Whether its words ask us to tell or send, rather than say who did, or that whoever writes will."""
        said = self.said
        if _LED_TO.match(said) or "lU" in said:  # "dari langganan", "langganan WA"
            return False
        if _MINE.match(said) and not self.presses:
            return False
        if not {*"JZP"}.isdisjoint(said) and not (self.presses or "w" in said or "i" in said):  # "saya dikabari"
            return False
        sends = "w" in said and not {*"svA"}.isdisjoint(said) and not _ME.search(said)
        if _PLEASE not in said and (sends or _BY_ME.search(said)):
            return False
        return "s" not in said or bool(_TO_ME.search(said)) or (_PLEASE in said and "w" not in said)


def meant(text: str) -> str:
    """The step that the whole message asks for; empty when it asks for none."""
    read = _read(text)
    if read is None or not read.wish:
        return ""
    if _DURING in read.said and ("u" in read.said or not read.presses or _STOPS.search(read.said) is None):
        return ""  # "sudah stop sebulan", "langganan setahun"
    if step := _language(read):
        return step
    if _stop_asked(read):
        return "unsubscribe"
    if read.asks:
        return ""
    if _ends(read):
        return "unsubscribe"
    if _ERASING.match(read.wish) or (read.presses and _ERASED.match(read.wish)):
        return "" if _ASKS in read.said or _OTHER_DATA.search(read.said) else "erase"
    if not read.wants:
        return ""
    if _WANTED.match(read.wish):
        return "subscribe"
    return "watch" if _TELL.match(read.wish) and (_SELF in read.said or "w" in read.wish) else ""


def stops_in_part(text: str) -> bool:
    """Whether a part of the message would end a subscription if it stood alone, or it only asks about that."""
    parts = [part for part in _PARTS.split(in_latin(normalize(text[:_LONGEST]))) if part.strip()][:_MOST_PARTS]
    if len(parts) > 1 and any(meant(part) == "unsubscribe" for part in parts):
        return True
    read = _read(text)  # nothing but words of ours, which ask or report: "can I stop?"
    return bool(read and _STOPS.search(read.said) and not _DENIES.search(read.said))


def asks_to_be_forgotten(text: str) -> bool:
    """Whether it is "forget me": said so, it is likely that all we keep is meant, and a button offers that."""
    read = _read(text)
    return bool(read and _FORGET in read.wish and not _DENIES.search(read.wish))


def ends_when_nothing_waits(text: str) -> bool:
    """Whether it is a word that ends a subscription, as "CANCEL", but might also leave a question of ours."""
    read = _read(text)
    if read is None or read.asks or not _WEAK.match(read.wish):
        return False
    return read.presses or "w" in read.wish or not _OF_NOW.search(read.said)


def asks_for_news(text: str) -> bool:
    """Whether it is "tell me when it changes", and nothing else: of the NIK that was just asked for."""
    read = _read(text)
    return bool(read and not read.asks and read.wants and (_NEWS.match(read.wish) or _TELL.match(read.wish)))


def asks_to_be_told(text: str) -> bool:
    """Whether it is "tell me", and nothing else."""
    read = _read(text)
    return bool(read and not read.asks and read.wants and _TELL.match(read.wish))


def names_only_a_place(text: str) -> bool:
    """Whether it can answer "which kecamatan?": a place, or "all", and nothing of another matter."""
    read = _read(text, with_places=True)
    return bool(read and not read.asks and not _NEGATES.search(read.wish))


def wants_those_of_a_place(text: str) -> bool:
    """Whether it asks for the announcements of one kecamatan, and for nothing else."""
    read = _read(text, with_places=True)
    return bool(read and not read.asks and _ONE_PLACE.match(read.wish) and re.search("[lvsT]|wt", read.wish))


def nearness(topic: str, text: str) -> Near:
    """How likely a message that is taken for one of `NEAR` is about our announcements, or the language that we speak.

    "stop", "info" and "Indonesia" may stand in any message.
    """
    known = [letters for _, letters in _pieces(_tokens(text) or spelling.words(text))]
    surely, perhaps = NEAR[topic]
    if all(known) or not surely.isdisjoint("".join(known)):
        return Near.SURELY
    return Near.PERHAPS if not perhaps.isdisjoint("".join(known)) else Near.HARDLY


def _stop_asked(read: _Read) -> bool:
    wish = "".join(letter for letter in read.said if letter not in _ASIDE)
    return _PLEASE in read.said and "y" in wish and bool(_STOP_ASKED.match(wish))


def _ends(read: _Read) -> bool:
    if _CALLED.match(read.said):
        return True
    if _REPORTED.match(read.wish) or _I_DID.search(read.said) or _GOES_ON.match(read.said):
        return read.presses
    if _LONG_AGO.match(read.said) or _HOW_TO.search(read.said):
        return False
    if _OF_THE_PROGRAMME.search(read.said) and {*"lTt"}.isdisjoint(read.said):
        return False
    if "D" in read.said and not read.presses and {*"lT"}.isdisjoint(read.said):  # "distop", by somebody
        return False
    if _TAKEN_OFF.search(read.wish) and not read.presses:
        return False
    tells = "j" in read.said and _FOR_NOW in read.said and not {*"sv"}.isdisjoint(read.said)
    if ("P" in read.said or tells) and {*"lTt^"}.isdisjoint(read.said):  # "jangan dikirim dulu", "jangan kabari dulu"
        return False
    at, ended = 0, False
    while at < len(read.wish):
        found = _END.match(read.wish[at:])
        if found is None:
            return False
        ended = ended or bool(_ENDS.search(found[0]))
        at += found.end()
    return ended


def _language(read: _Read) -> str:
    wish = _OTHER_LANGUAGE.sub("", read.wish)
    if (_ASKS in read.said or wish.endswith("n")) and (asked := _LANGUAGE_ASKED.match(wish)):
        return _LANGUAGES[asked[1]]  # "tiasa nganggo basa sunda?"
    if read.wish in _LANGUAGES and (_SELF in read.said or _LED_TO.match(read.said)):  # "saya Sunda", "dari Indonesia"
        return ""
    if read.wish in _LANGUAGES and not read.presses and _SAID_OF.search(read.said):
        return ""
    if not read.presses and _SHOWN.match(read.said):
        return ""
    if "X" in wish:  # "kembali ke Indonesia" may be a journey
        wish = wish.replace("X", "c") if "B" in wish else ""
    found = None if read.asks else _LANGUAGE.match(wish)
    return _LANGUAGES[found[1]] if found else ""


def _read(text: str, *, with_places: bool = False) -> _Read | None:
    """None when another word stands in it, or when it is long."""
    tokens = _tokens(text)
    if tokens is None:
        return None
    known = [letters for _, letters in _pieces(tokens, with_places=with_places)]
    read = _Read("".join(known)) if all(known) else None
    return None if read is None or read.of_others else read


def _tokens(text: str) -> list[str] | None:
    if len(text) > _LONGEST:
        return None
    shown = _APART.sub(lambda found: re.sub(r"[\W_]", "", found[0]), in_latin(normalize(text)).replace("’", "'"))
    shown = _PAUSED.sub(lambda found: f" {found[1]} , " if found[1] else " , ", shown)
    tokens = [part for one in _TOKEN.findall(shown) for part in _parts(_REPEATED.sub(r"\1", one))]
    return tokens if len(tokens) <= _MOST else None


def _parts(token: str) -> list[str]:
    """A word, or two with a dash between."""
    return [token[0]] if token[0] in (_ASKS, _PAUSE) else [token] if token in _KNOWN else token.split("-")


def _pieces(tokens: list[str], *, with_places: bool = False) -> list[tuple[str, str]]:
    """The message in words and phrases, the longest first, each with its letters; none for what is not known.

    A word that is not known as it is typed may be known as spellings.toml reads it, or with one letter for two alike.
    """
    found: list[tuple[str, str]] = []
    at = 0
    while at < len(tokens):
        for size in range(min(_LONGEST_PHRASE, len(tokens) - at), 0, -1):
            piece = " ".join(tokens[at : at + size])
            letters = _letters(piece) or (_letters(_DOUBLED.sub(r"\1", piece)) if size == 1 else "")
            if not letters and with_places and areas.is_named(piece):
                letters = _PLACE
            if letters:
                break
        found.append((piece, letters))
        at += size
    return found


def _letters(piece: str) -> str:
    """What a word or a phrase is known for; empty for what is not known."""
    if piece == _PAUSE or piece in _KNOWN:
        return _KNOWN.get(piece, _PAUSE)
    spelt = spelling.words(piece)
    if " " in piece:
        return _SPELT.get(" ".join(spelt), "")
    known = [_KNOWN.get(word, "") for word in spelt]
    return "".join(known) if all(known) else ""
