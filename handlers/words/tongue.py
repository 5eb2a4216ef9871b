"""Recognises a whole sentence in English or Sundanese by its small words; a mixture with Indonesian is not sure."""

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
    "money card city check listed list register registered died accident".split()
)
_SUNDANESE = frozenset(
    "abdi kumaha teu naon nu sareng upami anjeun parantos tiasa hoyong saha naha iraha kuring aya ieu eta éta "
    "nembe nembé pun kanggo dina ayeuna bade badé sabaraha kenging carana kamari acan keur geus kedah ngantunkeun "
    "pupus janten salaki pamajikan wartos tos atos henteu sanes sanés mung ngan oge ogé supados supaya mangga "
    "punten kuduna ulah aranjeunna anjeunna damel gering maot isukan bieu kacatet kadaptar ngadaptar "
    "ngadaptarkeun nyuhunkeun taros naros lembur".split()
)
_INDONESIAN = frozenset(
    "saya sy gw gue gua aku yang yg tidak tdk ga gak nggak ngga enggak engga bisa apa dari sudah udah udh mau "
    "untuk buat kalau kalo klo kenapa gimana gmn berapa brp siapa dimana kemana dapat dapet dpt dong sih kok nih "
    "ini itu ada dengan dgn juga lagi kami kita dia mereka bagaimana kapan belum blm bukan karena krn atau sama".split()
)
_FEWEST = 4
"""In words; a shorter message is too little to tell."""
_MOST = 80
_FEWEST_MARKS = 3
_ENGLISH_SHARE, _SUNDANESE_SHARE = 0.45, 0.4


def spoken(plain: str) -> str:
    """The language of a normalized message, "en" or "su", where it is sure; empty otherwise."""
    words = [
        word for one in plain.replace("’", "'").split() if (word := one.strip(".,;:!?()\"'")) and word[0].isalpha()
    ]
    if not _FEWEST <= len(words) <= _MOST or not _INDONESIAN.isdisjoint(words):
        return ""
    for code, marks, share in (("en", _ENGLISH, _ENGLISH_SHARE), ("su", _SUNDANESE, _SUNDANESE_SHARE)):
        found = sum(word in marks for word in words)
        if found >= max(_FEWEST_MARKS, share * len(words)):
            return code
    return ""
