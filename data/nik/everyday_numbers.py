"""The numbers that every announcement holds: dates, times, money, counts, numbers of offices, laws and places."""

import re
from collections.abc import Iterator
from itertools import pairwise

HARMLESS, AMOUNT = 1, 2
"""What a group of digits may be part of; 0 is neither. An amount that is not round might hide a personal number."""

_MONTH = (
    r"(?:jan(?:uari|uary)?|feb(?:ruari|ruary)?|mar(?:et|ch)?|apr(?:il)?|mei|may|jun[ie]?|jul[iy]?|agu(?:stus)?|"
    r"aug(?:ust)?|sep(?:t|tember)?|o[kc]t(?:ober)?|nop(?:ember)?|nov(?:ember)?|des(?:ember)?|dec(?:ember)?)"
)
_RANGE = r"(?: {0,2}(?:[-–—/,&]|s\.?/?d\.?|sampai|hingga|dan|to|and) {0,2})"
_DAY, _MONTH_NUMBER, _YEAR = r"(?:0?[1-9]|[12]\d|3[01])", r"(?:0?[1-9]|1[0-2])", r"(?:20[1-4]\d|2[4-9]|3[0-5])"
_CLOCK = r"(?:[01]?\d|2[0-4])(?:[.:][0-5]\d){1,2}"
_START, _END = r"(?<!\d)(?<!\d[.,:/\-])", r"(?!\d)(?![:/\-]\d)"
_UNIT = (
    r"(?:orang|peserta|pekerja|warga|jiwa|kursi|persen|%|kader|keluarga|anak|lansia|lembar|buah|unit|paket|km|meter|m2|"
    r"people|workers|jalma|urang)"
)
_UNIT_OF_TIME = r"(?:menit|detik|jam|hari|minggu|bulan|tahun|minutes|hours|days|years|kelurahan|kecamatan|sesi)"
_IN_NUMBERS = (
    rf"(?:{_DAY}(?:/{_MONTH_NUMBER}/|\.{_MONTH_NUMBER}\.|-{_MONTH_NUMBER}-){_YEAR}|"
    rf"20[1-4]\d(?:/{_MONTH_NUMBER}/|\.{_MONTH_NUMBER}\.|-{_MONTH_NUMBER}-){_DAY})"
)
_DATE = re.compile(
    rf"{_START}(?:{_IN_NUMBERS}(?:{_RANGE}{_IN_NUMBERS})?|"
    rf"{_DAY} {_MONTH_NUMBER} 20[1-4]\d|{_MONTH_NUMBER}[ /.\-]20[1-4]\d|{_DAY}[ \-]?{_MONTH}(?:[ \-]?(?:20)?\d\d)?|"
    rf"{_DAY}(?:{_RANGE}{_DAY}){{1,12}} ?{_MONTH}(?: ?20\d\d)?|(?<![^\W\d_]){_MONTH} 20\d\d)"
    rf"(?!\d)(?![:/\-]\d\d?(?!\d)(?![:/\-]))"
)
_DAY_AND_MONTH = re.compile(rf"{_START}({_DAY})/({_MONTH_NUMBER}){_END}")
_ROUND_TIME = re.compile(
    rf"{_START}(?:[01]?\d|2[0-4])[.:][0-5][05](?:{_RANGE}(?:[01]?\d|2[0-4])[.:][0-5][05])?{_END}(?!\.\d)"
)
_NAMED_TIME = re.compile(
    rf"(?:(?:jam|pukul|pkl\.?|tabuh|at) {{0,2}}{_CLOCK}(?:{_RANGE}{_CLOCK})?|{_START}{_CLOCK} ?wib){_END}(?!\.\d)"
)
_MONEY = re.compile(r"(?:rp|idr)\.? {0,2}[1-9]\d{0,2}(?:\.?\d{3}){0,4}(?:,\d\d|,-)?(?![\d.]*\d)")
_THOUSANDS = re.compile(
    rf"(?<![\d.,])[1-9]\d{{0,2}}(?:\.\d{{3}}){{1,4}}(?:,\d{{1,2}}|,-)?(?![\d]|[.,]\d)(?: ?{_UNIT}\b)?"
)
_COUNT = re.compile(
    rf"(?<![\d.,:/\-])(?:[1-9]\d{{0,5}}(?:[.,]\d{{1,3}})? {{0,2}}{_UNIT}|"
    rf"[1-9]\d{{0,2}} {{0,2}}{_UNIT_OF_TIME})(?![^\W_])"
)
_THOUSAND = re.compile(r"(?<![\d.,:/\-])[1-9]\d{0,2}(?:[.,]\d{1,3})? {0,2}(?:rupiah|ribu|juta|miliar)(?![^\W_])")
_CODE_OF_A_PLACE = re.compile(r"(?<![\d.])\d\d\.\d\d\.\d\d\.[12]0\d\d(?![\d.])")
_PLACE = re.compile(
    r"-?[5-7]\.\d{3,15} {0,2}(?:, {0,2}|!4d|%2c|/|;) {0,2}(?:longitude|lng|long|lon)?[ :=]{0,2}10[5-8]\.\d{3,15}"
)
_LAW = re.compile(rf"{_START}\d{{1,3}}(?:/| tahun )(?:19|20)\d\d{_END}")
_YEAR_OF_A_LETTER = re.compile(rf"(?<=[a-z]/)20[1-4]\d{_END}")
_MONTH_AND_DAY, _TIME_OF_DAY = r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", r"(?:[01]\d|2[0-3])[0-5]\d[0-5]\d"
_MOMENT = re.compile(
    rf"(?<!\d)20[1-4]\d(?:{_MONTH_AND_DAY}(?:[_\- ]?{_TIME_OF_DAY}(?:\d{{3}})?)?|"
    rf"-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[_\- ]?{_TIME_OF_DAY})(?!\d)"
)
"""In the names of pictures: 20261129_081234."""
_EPOCH = re.compile(
    r"(?<!\d)1[5-9]\d{8}(?:\d{3}){0,2}(?!\d)"
    r"(?=[\w \-()]{0,40}\.(?:pdf|jpe?g|png|webp|docx?|xlsx?|pptx?|mp4|heic)\b)"
)
"""The same as seconds or milliseconds since 1970."""
_YEARS = re.compile(rf"(?:tahun|taun|year) {{0,2}}20\d\d(?:{_RANGE}20\d\d){{0,6}}{_END}")
_LANDLINE = re.compile(
    r"(?:\(021\)|(?<!\d)021|(?<!\d)\+?62[ .\-]{0,2}\(?21\)?)[ .\-]{0,3}[2-9]\d{2,3}[ .\-]{0,2}\d{3,5}(?!\d)"
    r"(?: {0,2}(?:[,/;&]|-|s\.?/?d\.?|atau|dan) {0,2}[2-9]\d{2,3}[ .\-]?\d{3,4}(?![\d])){0,4}"
)
_POSTAL = re.compile(r"kode pos[ :.]{0,2}\d{5}(?:[ ,/]{1,2}(?:dan )?\d{5}(?!\d)){0,12}")
_NAMED_LIST = re.compile(
    r"\b(?:rt|rw|tps|loket|antre|antrean|gelombang|kelompok|nomor|tanggal|tgl|tahap|sesi|posyandu)[ .:/]{1,2}"
    r"(\d{1,4}(?:[ ,/&\-]{1,3}(?:dan |rw |rt )?\d{1,4}(?!\d)){0,40})"
)
_ALL = (
    _DATE,
    _NAMED_TIME,
    _ROUND_TIME,
    _MONEY,
    _COUNT,
    _THOUSAND,
    _CODE_OF_A_PLACE,
    _PLACE,
    _LAW,
    _YEARS,
    _YEAR_OF_A_LETTER,
    _MOMENT,
    _EPOCH,
    _LANDLINE,
    _POSTAL,
)
_ROUND = "00"
_DAYS_OF_A_MONTH, _DAYS_OF_A_YEAR, _SOON = 31, 12 * 31, 45
_STEPS = 3
"""This many neighbouring numbers that each grow by one are a list."""


def marks(text: str) -> bytearray:
    """For each character of a normalised text: the kind of everyday number that it is part of."""
    found = bytearray(len(text))
    for amount in _THOUSANDS.finditer(text):
        digits = re.sub(r"\D", "", amount[0].partition(",")[0])
        named = amount[0][-1].isalpha() or amount[0][-1] in "%-" or digits.endswith(_ROUND)
        _mark(found, amount, HARMLESS if named else AMOUNT)
    for pattern in _ALL:
        for one in pattern.finditer(text):
            _mark(found, one)
    for one in _in_order(text):
        _mark(found, one)
    for named_list in _NAMED_LIST.finditer(text):
        numbers = [int(one) for one in re.findall(r"\d+", named_list[1])]
        if all(left < right for left, right in pairwise(numbers)):
            _mark(found, named_list)
    return found


def _mark(found: bytearray, one: re.Match[str], kind: int = HARMLESS) -> None:
    found[one.start() : one.end()] = bytes([kind]) * (one.end() - one.start())


def _in_order(text: str) -> Iterator[re.Match[str]]:
    """Days without a year, as in a schedule; days side by side count only if one soon follows another."""
    row: list[re.Match[str]] = []
    for one in _DAY_AND_MONTH.finditer(text):
        if row and any(map(str.isalpha, text[row[-1].end() : one.start()])):
            yield from _soon_after_another(row)
            row = []
        row.append(one)
    yield from _soon_after_another(row)


def _soon_after_another(row: list[re.Match[str]]) -> Iterator[re.Match[str]]:
    days = [int(one[2]) * _DAYS_OF_A_MONTH + int(one[1]) for one in row]
    if not row:
        return
    soon = [(right - left) % _DAYS_OF_A_YEAR <= _SOON for left, right in pairwise(days)]
    for one, after, before in zip(row, [False, *soon], [*soon, False], strict=True):
        if after or before or len(row) == 1:
            yield one


def in_sequences(groups: list[str], gaps: list[str]) -> bytearray:
    """Which groups of digits are part of a list whose numbers grow by one: 1112, 1113, 1114."""
    found = bytearray(len(groups))
    begun = 0
    for at in range(1, len(groups) + 1):
        goes_on = (
            at < len(groups)
            and len(groups[at]) == len(groups[at - 1]) > 1
            and int(groups[at]) == int(groups[at - 1]) + 1
            and not any(map(str.isalpha, gaps[at - 1]))
        )
        if not goes_on:
            if at - begun >= _STEPS:
                found[begun:at] = bytes([HARMLESS]) * (at - begun)
            begun = at
    return found


_STAMP = re.compile(
    r"(?<!\d)20[1-4]\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{3})?)?(?!\d)"
)
"""The time of a scan: 20261129081234."""
LINK = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|(?<![\w.@\-])(?:[\w\-]++\.)+[a-z]{2,}/[^\s<>\"]*", re.IGNORECASE)
"""Links hold the numbers of videos, posts and places."""


def without_links(text: str) -> str:
    """The text without links, and without the times in names of files."""
    return _EPOCH.sub(" x ", _STAMP.sub(" x ", LINK.sub(" x ", text)))
