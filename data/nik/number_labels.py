"""What people call a number: NIK, KK, account, phone, card, or the number of a BPJS member.

The name stands before the number ("no kk saya 3174...") or after it ("3174... itu nomor KK"), in Indonesian, its slang,
Sundanese, Javanese or English. All texts here are plain (see `data.language.normalize`).
"""

import re

_REACH = 80
"""How many characters before a number its name may begin."""

_WORDS = {
    "nik": (
        r"nik(?:nya|ku|na|e|s)?|e?-?ktp(?:nya|ku|na|el|-el)?|no(?:mor|mer)?\.?\s*induk(?:\s*kependudukan)?"
        r"|kartu\s*tanda\s*penduduk|identitas|(?:identity|ktp)\s*card(?:\s*(?:number|no))?|identity|id\s*(?:number|card|no)"
    ),
    "kk": r"(?:no)?n?kk(?:nya|na|ne|e)?|kartu\s*keluarga(?:nya)?|family\s*(?:card|register)",
    "account": (
        r"no\s*rek|norek|rek|rekening(?:nya)?|va|virtual\s*account|briva|bank\s*account|account(?:\s*(?:number|no))?"
        r"|kode\s*bayar|bank\s*(?:bca|bri|bni|btn|bsi|bjb|mandiri|danamon|cimb|permata)"
    ),
    "bank": r"bca|bri|bni|btn|bsi|bjb|mandiri|danamon|cimb|permata|seabank|jenius|gopay|ovo|shopeepay|linkaja",
    "phone": (
        r"(?:no\.?|nomor|nomer)\s*(?:hp|wa|telp|tlp|telepon|telpon|whatsapp)(?:nya)?|hp(?:nya)?|wa|whatsapp|telp|tlp"
        r"|telepon|telpon|handphone|phone(?:\s*number)?|mobile(?:\s*number)?"
    ),
    "card": (
        r"kks|kartu\s*(?:kks|atm|debit|kredit|sembako|merah\s*putih)|atm|debit\s*card|credit\s*card"
        r"|no(?:mor|\.)?\s*kartu(?!\s*keluarga)|(?<!ktp )card\s*(?:number|no)|npwp|imei\s?[12]?|nip|nisn|nuptk|nib"
        r"|no(?:mor|\.)?\s*(?:resi|sim|paspor|meter|pelanggan)|paspor|passport|resi"
        r"|token(?:\s*(?:listrik|pln))?|id\s*pel(?:anggan)?|no\.?\s*meter|meteran|iccid"
    ),
    "member": r"kpj|kis|jkn|no(?:mor|\.)?\s*(?:peserta|bpjs(?:\s*(?:tk|kesehatan|ketenagakerjaan))?)",
}
_NAMED = "(?:" + "|".join(f"(?P<{kind}>{words})" for kind, words in _WORDS.items()) + ")(?![a-z])"
_LABEL = re.compile(rf"(?<![a-z]){_NAMED}")
_FILLING = (
    "no nomor nomer nmr num number nomornya nomernya nonya saya sy aku gua gue gw ku ane abdi kuring urang "
    "kami kita nya na ini itu nih tuh adalah yaitu ialah is are my the of yang yg dgn dengan dia istri suami "
    "bapak bpk ibu anak adik adek kakak ayah emak mama bokap nyokap mertua ya ye ke punya milik keluarga orang "
    "tua baru lama bank bca bri bni btn bsi bjb mandiri bpjs kesehatan ketenagakerjaan digit angka "
    "kependudukan berikut sebagai listrik pln card kula kulo iki niki ieu eta kuwi ku ne mbah simbah paman "
    "bibi tetangga bu rt barudak segini min kak bapakku ibuku"
)
_FILLER = re.compile(
    r"(?>(?>\s|[:=.,;#()\[\]\-\"'’`*_<>¤\u2190-\u2bff\U0001f000-\U0001faff]"
    r"|(?<![a-z])(?:atas nama|a\.?/?n\.?)\s+[a-z']+(?:\s+[a-z']+)?"
    rf"|(?<![a-z])(?:{_FILLING.replace(' ', '|')})(?![a-z]))*)"
)
_JOINED = re.compile(r"(?<!\s)\s*+(?:/|,|&|\+|dan|sama|atau|and|or|jeung|karo)\s*+(?:no(?:mor)?\.?\s*+)?")
_NOT = re.compile(r"(?<![a-z])(?:bukan|not|dudu|sanes|di|dalam|pada|dari|sesuai|in|on|from)\s+(?:no(?:mor)?\s+)?$")
_NEGATED = re.compile(rf"(?<![a-z])(?:bukan|not|dudu|sanes)\s+(?:no(?:mor)?\s+)?{_NAMED}")
_NO = r"no(?:mor|mer)?\.?\s*+"
_AFTER_SURELY = [
    re.compile(rf"\W{{0,2}}\(\s*(?:{_NO})?{_NAMED}\s*\)"),  # 3174... (KK)
    re.compile(rf"(?<![^\S\n])[^\S\n]*+[:=\-][^\S\n]*+(?:{_NO})?{_NAMED}(?=[^\S\n]*+[\n,;])"),  # 3174... : KK
    re.compile(rf"(?<![^\S\n])[^\S\n]*+{_NO}{_NAMED}(?=[^\S\n]*+[,;])"),  # 3174... nomor KK,
]
_AFTER = re.compile(
    rf"\W{{0,3}}(?:ini|itu|tuh|nih|adalah|is|eta|ieu|kuwi|iki|niki)\s++(?:my\s++|the\s++)?(?:{_NO})?{_NAMED}"
)  # ... itu KK saya
_BEHIND = re.compile(rf"(?<![\s:=<\-])[\s:=<\-]*+(?:{_NO})?{_NAMED}")
_AFTER_LAST = re.compile(rf"\W{{0,3}}{_NO}{_NAMED}")
_LEADS_OVER = re.compile(r"[\s:=.]*+")
_KAKAK = re.compile(r"^\W*[,!?]")  # "kk, 3275..." addresses a *kakak* (sister, brother) and is not a kartu keluarga


def _kind(match: re.Match[str]) -> str:
    return next(name for name, value in match.groupdict().items() if value is not None)


def label_before(text: str) -> list[str]:
    """What the words right before a number call it: nothing, one kind, or two ("NIK dan KK")."""
    before = text[-_REACH:]
    before = _NEGATED.sub(" ", before)  # "KK, bukan NIK: 3174..."
    labels = [match for match in _LABEL.finditer(before) if not _NOT.search(before[: match.start()])]
    if not labels:
        return []
    last = labels[-1]
    gap = before[last.end() :]
    if not _FILLER.fullmatch(gap) or (last[0] == "kk" and _KAKAK.match(gap)):
        return []
    if len(labels) > 1:
        between = before[labels[-2].end() : last.start()]
        if _JOINED.fullmatch(between):
            return [_kind(labels[-2]), _kind(last)]
        if _kind(last) == "bank" and _FILLER.fullmatch(between):
            return [_kind(labels[-2])]  # "VA BCA", "rekening Mandiri"
    return [_kind(last)]


def label_after(text: str, *, last: bool) -> tuple[str, int] | None:
    """What the words right after a number call it ("3174... itu nomor KK"), and where they end; else None.

    Unless this is the `last` number, `text` ends at the next one; words that lead over to that number name it instead.
    """
    for pattern in _AFTER_SURELY:
        if match := pattern.match(text + "\n" if last else text):
            return _kind(match), match.end()
    match = _AFTER.match(text) or (_AFTER_LAST.match(text) if last else None)
    if match is None or (not last and _LEADS_OVER.fullmatch(text, match.end())):
        return None
    return _kind(match), match.end()


def label_behind(text: str) -> str | None:
    """The name directly behind a number, for lists that name every number in that way."""
    match = _BEHIND.match(text)
    return _kind(match) if match else None


def is_filler(text: str) -> bool:
    """Whether these words merely lead over to the next number."""
    return bool(_FILLER.fullmatch(text) or _JOINED.fullmatch(text))
