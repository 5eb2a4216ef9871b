"""Recognises a whole sentence in English or Sundanese by its small words; a mixture with Indonesian is not sure.

Javanese and Betawi are recognised, too: we answer in Indonesian, and say so.
"""

from data.content.dialects import dialects

_ENGLISH = frozenset(
    "the a an is are am was were be been i i'm im my me mine myself he he's she she's his her hers him they their "
    "them we our us you your it its this that these those what what's whats how who whose when where why which "
    "can can't cant could will won't would should do does doesn't doesnt did didn't don't dont not no and or but "
    "if for of to from with in on at by as have has had get got there any anything some about because please just "
    "still then so need want know tell much many into out up down after before someone anyone yes sir madam yet "
    "already only also more than".split()
)
_ENGLISH |= frozenset(
    "hi hello father mother dad mum mom husband wife son daughter worker work works job covered insurance pay paid "
    "runs run made lost bot move moved join joined month months week last year here help "
    "somebody hey good morning afternoon evening please money card city check listed list register registered died "
    "accident".split()
)
_SUNDANESE = frozenset(
    "abdi kumaha teu naon nu sareng upami anjeun parantos tiasa hoyong saha naha iraha kuring aya ieu eta éta "
    "nembe nembé pun kanggo dina ayeuna bade badé sabaraha kenging carana kamari acan keur geus kedah ngantunkeun "
    "pupus janten salaki pamajikan wartos tos atos henteu sanes sanés mung ngan oge ogé supados supaya mangga "
    "punten kuduna ulah aranjeunna anjeunna damel gering maot isukan bieu kacatet kadaptar ngadaptar "
    "ngadaptarkeun nyuhunkeun taros naros lembur".split()
)
_SUNDANESE |= frozenset(
    "ari teh téh mah atuh wae waé we wé eta teu ti ka euy deui jeung kudu kuring urang maneh manehna sampurasun "
    "bantosan pamarentah pamaréntah ngartos ngarti panjang teuing pondok gampil gampang basana basa saurna cenah "
    "pisan nuju tatangga kulawarga kulawargi artos duit gawe damelna bumi imah sapertos kitu kieu ongkoh meunang "
    "hese sulit rek arek hoyong hayang moal acan atanapi atawa kunaon kumaha sabaraha iraha dimana kamana mana "
    "kedahna geuning kang akang aa ceuceu tani padagang dagang buruh kuli tukang suratna carana saratna artosna "
    "nuhun hatur naon nanaon dipariksa mariksa ngomean ngalereskeun ngenalkeun tulung punten pun bapa biang rayi "
    "raka putra waler walon terang leungit ical na ngiring ngaran".split()
)
"""Those in `_SHARED` count only beside others."""
_SHARED = frozenset(
    "panjang pondok gampang basa duit tatangga dimana mana kang akang aa tani dagang buruh kuli tukang pun bapa putra "
    "teh mah ti ka we keur bade aya lembur ulah terang hatur nuhun punten mangga raka gawe arek urang na".split()
)
"""Words that Indonesian messages in Bekasi hold, too."""
_ENGLISH |= frozenset(dialects()["en"].sure)
_SUNDANESE |= frozenset(dialects()["su"].sure)
_INDONESIAN = frozenset(
    "saya sy gw gue gua aku yang yg tidak tdk ga gak nggak ngga enggak engga bisa apa dari sudah udah udh mau "
    "untuk buat kalau kalo klo kenapa gimana gmn berapa brp siapa dimana kemana dapat dapet dpt dong sih kok nih "
    "ini itu ada dengan dgn juga lagi kami kita dia mereka bagaimana kapan belum blm bukan karena krn atau sama".split()
)
_FEWEST = 4
"""In words; of one fewer, all must be English, and two of them English alone."""
_ALSO_INDONESIAN = frozenset(
    "hi hello hey i me an am a as at do so it is in on by job list help pay card city good please yes no sir madam "
    "check want get has then still work insurance register".split()
)
"""Short words that occur in Indonesian messages, too, or in other languages."""
_MOST = 80
_FEWEST_MARKS = 3
_ENGLISH_SHARE, _SUNDANESE_SHARE = 0.45, 0.5
_FEWEST_SUNDANESE, _SURE_SUNDANESE = 3, 2
"""The fewest words of a Sundanese message, and how many of them must be Sundanese alone."""

_FEWEST_SURE, _FEWEST_IN_A_MIXTURE = {"jv": 1, "bt": 2}, 2
"""The fewest different words that are of the dialect alone: those of Betawi are slang elsewhere, too."""
_FEWEST_OF_A_DIALECT, _DIALECT_SHARE = 2, 0.2


def spoken(plain: str) -> str:
    """The language of a normalized message, "en" or "su", where it is sure; empty otherwise."""
    words = _words(plain)
    if len(words) > _MOST or not _INDONESIAN.isdisjoint(words):
        return ""
    if len(words) >= _FEWEST and sum(word in _ENGLISH for word in words) >= max(
        _FEWEST_MARKS, _ENGLISH_SHARE * len(words)
    ):
        return "en"
    if len(words) == _FEWEST - 1 and _ENGLISH.issuperset(words) and len(set(words) - _ALSO_INDONESIAN) > 1:
        return "en"
    return "su" if len(words) >= _FEWEST_SUNDANESE and _is_sundanese(words) else ""


def dialect(plain: str) -> str:
    """Which of Javanese ("jv") and Betawi ("bt") a normalized message is in, where that is clear; empty otherwise."""
    words = _words(plain)
    if len(words) > _MOST or spoken(plain):
        return ""
    sure = {code: sum(word in dialects()[code].sure for word in {*words}) for code in _FEWEST_SURE}
    code = max(sure, key=sure.__getitem__)
    known = dialects()[code]
    marks = sum(word in known.sure or word in known.shared for word in words)
    fewest = _FEWEST_SURE[code] if _INDONESIAN.isdisjoint(words) else _FEWEST_IN_A_MIXTURE
    enough = sure[code] >= fewest and marks >= max(_FEWEST_OF_A_DIALECT, _DIALECT_SHARE * len(words))
    return code if enough else ""


def _words(plain: str) -> list[str]:
    return [word for one in plain.replace("’", "'").split() if (word := one.strip(".,;:!?()\"'")) and word[0].isalpha()]


def _is_sundanese(words: list[str]) -> bool:
    """Whether at least half are Sundanese, and two of these not Indonesian, too; of three words, one: "X teh naon"."""
    marks = [word for word in words if word in _SUNDANESE]
    sure = {word for word in marks if word not in _SHARED}
    fewest = _SURE_SUNDANESE if len(words) != _FEWEST_MARKS else 1
    return len(sure) >= fewest and len(marks) >= max(_SURE_SUNDANESE, _SUNDANESE_SHARE * len(words))
