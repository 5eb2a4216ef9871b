"""Recognizes rows below the headings that hold nobody: column numbers, lines of a family, totals, signatures.

It is asked only about rows without a readable NIK. A row with something like a NIK, or with a name, is a person. The
title of a group is none; one like "B. PESERTA YANG SUDAH KELUAR" changes what the rows below it mean.
"""

import re
from collections.abc import Mapping, Sequence

from data.coverage.columns import nik_cells
from data.coverage.columns.columns import MONTHS, heading
from data.coverage.columns.nik_cells import BROKEN_NIK
from data.coverage.lists.titles import is_title_of_others

_LONGEST = 200
"""Characters of a cell that are looked at."""
_LEAST_DIGITS_OF_ALL = 14
"""No sum is as long; a NIK that lost two digits is."""
_LABEL_AND_NUMBER = 2
_SIGNERS = 3
"""Most cells in a line of signatures: two or three officials side by side."""
_ANY_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_MONTH = "|".join(sorted((month for month in MONTHS if len(month) > 3), key=len, reverse=True))

_COLUMN_NUMBER = re.compile(r"\(? ?-? ?\d{1,2}(?:\.0)? ?\)?")
"""Excel reads "(1)" as -1."""
_PAGE_NUMBER = re.compile(r"[-–—] ?\d{1,4} ?[-–—]")
_NUMBER = re.compile(r"\(?-?\d{1,7}(?:\.0)?\)?[.)]?")
_NIK_LIKE = re.compile(r"[\d .\-_'’`]+|\d(?:[.,]\d+)?e\+?\d{1,2}", re.IGNORECASE)
_SIGN = re.compile(r"[^\W_]")

_TOTAL = re.compile(
    r"(?:sub ?-? ?|grand )?(?:jumlah|total|jml)\b|terbilang\b|rekap(?:itulasi)?\b|rata ?-? ?rata\b|saldo\b",
    re.IGNORECASE,
)
_TOTAL_LINE = re.compile(
    r"(?:sub ?-? ?|grand )?(?:jumlah|total|jml)(?: (?:seluruh(?:nya)?|semua|keseluruhan|peserta|orang|akhir|data"
    r"|penerima|pekerja|baris|iuran|halaman ini))*(?: ?[:=]?[ \d.,]{0,20}(?:orang|jiwa|peserta)?)?"
    r"|t ?o ?t ?a ?l|j ?u ?m ?l ?a ?h",
    re.IGNORECASE,
)
"""The label of a total, wherever it stands in its row."""
_COUNTED = re.compile(
    r"[\d.,]{1,12} ?(?:\([^()]{0,40}\) ?)?(?:orang|org|jiwa|peserta|kk|pekerja|data|baris|people)\b.*", re.IGNORECASE
)
_LABELLED = re.compile(r"[^\W\d][\w\s.,/()'\-]{0,40}:(?!//)")
_GROUP = re.compile(
    r"(?:[ivxlc]{1,5}|[a-z]|\d{1,2})? ?[.)]? ?(?:"
    r"(?:no(?:mor|mer)? ?\.? ?)?(?:kk|kartu keluarga)\b|kepala keluarga\b|alamat\b"
    r"|(?:kelurahan|kecamatan|kel|kec|desa|kota|kabupaten|kab|provinsi|dusun|lingkungan)\b[\s.]+\S"
    r"|keluarga (?:bapak|bpk|bp|pak|ibu|bu|sdri?|tn|ny|hj?|alm|almh|almarhum)\b"
    r"|[a-z\d]{1,3} ?\| ?(?:(?:no(?:mor)? ?\.? ?)?(?:kk|kartu keluarga|kel(?:uarga)?)\b|\d{16}$)"
    r"|r[tw] ?[.:/]? ?\d|(?:halaman|hal|page|lembar)\b[\s.:]{0,5}\d|lanjutan\b|tahap\b|gelombang\b|kelompok\b|segmen\b"
    r"|(?:daftar|data|peserta|penerima|pekerja|golongan|kategori|rincian) \S"
    r"|catatan\b|keterangan\b|ket\b ?[.:]|sumber\b|note\b|nb\b ?[.:]|\*+ ?\))",
    re.IGNORECASE,
)
_GROUP_MARK = re.compile(r"(?:[ivxlc]{1,5}|[a-z]|\d{1,2})[.)]?", re.IGNORECASE)
"""The number or letter of a group in a cell of its own."""
_OF_A_FAMILY = re.compile(
    r"(?:no(?:mor|mer)? ?\.? ?)?(?:kk|kartu keluarga)\b|kepala keluarga ?:|nama\b.*:|alamat\b|r[tw] ?[.:/]? ?\d",
    re.IGNORECASE,
)
_OPENS_A_SIGNATURE = re.compile(
    r"(?:mengetahui|menyetujui|disetujui|diketahui|disahkan|mengesahkan|dibuat|disusun|diperiksa|diverifikasi"
    r"|hormat (?:kami|saya)|yang (?:membuat|menyatakan|menerima|menyerahkan|mengajukan|melaporkan|bertanda)"
    r"|(?:ditetapkan|dikeluarkan|dibuat|disahkan|diundangkan|ditandatangani)\b|pada tanggal|tembusan|demikian"
    r"|tim (?:verif|valid|pendata|penyusun|pelaksana|kerja|teknis|seleksi|penilai|koordinasi|pemutakhiran)\w*"
    r"|a\.\s?n\.|a\.?n\.? (?:lurah|camat|kepala|wali|bupati|sekretaris|direktur|pimpinan)|an\.|a ?/ ?n\b|u\.\s?b\."
    r"|plt\b|plh\b|cap ?/ ?ttd|ttd|tertanda|tanda tangan|nip\b|nrp\b|nipppk\b|nik ?/ ?nip\b|m[ae]te?rai\b"
    r"|dto)(?!\w)",
    re.IGNORECASE,
)
_OFFICE = re.compile(
    r"(?:pj\b|kepala|ka\.|ketua|sekretaris|kabid|kasi|kasie|kasubag|kadis|kasatpel|camat|lurah|sekcam|seklur|sekda"
    r"|(?:wakil )?wali ?kota|bupati|direktur|manajer|manager|pimpinan|operator|pembina|penata|pengatur|petugas|pejabat"
    r"|bendahara|(?:sub ?-? ?)?koordinator|pendamping|pangkat|jabatan|analis|verifikator|validator|penyusun|pemeriksa"
    r"|pengawas|pendata|penanggung ?jawab|enumerator|surveyor|tksk|babinsa|bhabinkamtibmas|kader|anggota tim|saksi"
    r"|pihak (?:pertama|kedua|ke ?satu|ke ?dua)|hrd)(?!\w)",
    re.IGNORECASE,
)
"""These may also be somebody's work, if a name stands beside them."""
_IN_NO_NAME = re.compile(
    r"\b(?:oleh|yang|yg|dengan|dgn|pada|tanggal|tgl|lampiran|terlampir|bersambung|pemerintah|dinas|kantor|cabang|balai"
    r"|posyandu|puskesmas|yayasan|koperasi|paguyuban|komunitas|kelurahan|kecamatan|kabupaten|perumahan|perum|kampung|kp|gang"
    r"|gg|blok|dusun|lingkungan|ketenagakerjaan|elektronik|dokumen|verifikasi|pendataan|rekapitulasi|rekap|dipindahkan"
    r"|keluarga|kartu|perempuan|laki ?-? ?laki|penerima|peserta|pekerja|ojek|ojol|pedagang|nelayan|buruh|petani|kader"
    r"|kesos|kesra|kementerian|provinsi|halaman|semester|triwulan|tahun|bulan|periode)\b|^(?:di \w+|sisa|update .*\d)$",
    re.IGNORECASE,
)
"""Words which show that a line with a single text is no person."""
_BARE_NIP = re.compile(r"(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])(?:19|20)\d{4}[12]\d{3}")
"""18 digits: date of birth, official since (year and month), sex, number. Beside a name it may be a broken NIK."""
_NIP = re.compile(r"(?:nip|nrp|nipppk)\b[\s.:]{0,5}[\d\s.\-]*|(?:19|20)\d{6}[\s.]\d{6}[\s.]\d[\s.]\d{3}", re.IGNORECASE)
_OTHER_NUMBER = re.compile(
    r"(?:no(?:mor|mer)? ?\.? ?)?(?:nip|nrp|nipppk|kk|kartu keluarga|telp|telepon|hp|rekening)\b[\s.:]{0,5}",
    re.IGNORECASE,
)
"""A label which says that the number beside it is no NIK."""
_PLACE_AND_DATE = re.compile(
    rf"[^\W\d][\w\s.']{{1,40}}, ?(?:tgl\.?|tanggal)? ?(?:[\d.…_\-/]{{0,12}} ?)"
    rf"(?:(?:{_MONTH})\b.*|[.…_\s\-]{{0,20}}(?:19|20)\d\d\.?|)"
    rf"|[^\W\d][\w\s.']{{1,40}}[, ] ?(?:tgl\.?|tanggal)? ?\d{{1,2}}[ \-./]{{0,2}}(?:{_ANY_MONTH})\.?[ \-./,]{{0,2}}"
    r"\d{2,4}\.?",
    re.IGNORECASE,
)


class NonPersonRows:
    """Recognizes the rows of one sheet that hold nobody, also the names of officials below a signature."""

    def __init__(self, columns: Mapping[str, int]) -> None:
        self._at_nik, self._at_name = columns["nik"], columns.get("name")
        self._signed = -1
        """The last row of a block of signatures; -1 for none."""
        self.title: tuple[int, str] | None = None
        """Row and text of the last title of a group of perhaps unlisted people."""

    def holds_nobody(self, row: int, cells: Sequence[object]) -> bool:
        """Whether a row without a readable NIK is no person. Sets `title` for the title of a group."""
        follows = self._signed >= 0 and row - self._signed == 1
        written = [text for cell in cells if (text := _shown(cell)) and _SIGN.search(text)]
        nik = self._text(cells, self._at_nik)
        if not written:
            self._signed = row if follows else self._signed
            return True
        first = written[0]
        if title := self._title_of_others(cells, written):
            self.title = row, title
            return True
        if self._signs(cells, written, nik, follows=follows):
            self._signed = row
            return True
        if (
            all(_COLUMN_NUMBER.fullmatch(text) or _PAGE_NUMBER.fullmatch(text) for text in written)
            or heading(nik) == "nik"
        ):
            return True
        if any(map(_TOTAL_LINE.fullmatch, written)) and self._is_a_sum(cells, nik):
            return True
        if _TOTAL.match(first) or (_is_label(first) and not self._names_somebody(cells, first)):
            return not _is_like_a_nik(nik, first)
        if self._is_a_line_of_words(cells, written):
            return True
        if any(_is_like_a_nik(text) for text in written):
            return False
        if follows and len(written) <= _SIGNERS and not any(map(_NUMBER.fullmatch, written)):
            self._signed = row
            return True
        return self._is_empty_form(cells, written, nik)

    @staticmethod
    def is_of_a_family(cells: Sequence[object]) -> bool:
        """Whether a row without a name labels its 16-digit number as another one: "No. KK"."""
        written = [text for cell in cells if (text := _shown(cell)) and _SIGN.search(text)]
        return len(written) <= _SIGNERS and any(map(_OTHER_NUMBER.fullmatch, written))

    def _signs(self, cells: Sequence[object], written: Sequence[str], nik: str, *, follows: bool) -> bool:
        """Whether a row belongs to a block of signatures: signer, place and date, or the number of an official."""
        first = written[0]
        if all(map(_is_nip, written)):
            return True
        if not (_is_signature(first) or (len(written) <= _SIGNERS and _is_signature(", ".join(written)))):
            return follows and len(written) <= _SIGNERS and any(map(_is_nip, written)) and not _is_like_a_nik(nik)
        if _is_like_a_nik(nik, first):
            return False
        if follows or _OPENS_A_SIGNATURE.match(first):
            return True
        name = self._text(cells, self._at_name) if self._at_name is not None else ""
        # A text before a name may be that person's work, or place of birth.
        return name == first or not _SIGN.search(name) or _digits(name) > 0 or _is_signature(name) or _is_label(name)

    def _is_a_line_of_words(self, cells: Sequence[object], written: Sequence[str]) -> bool:
        """Whether the row holds a single text, perhaps after the letter of a group, that is nobody's name."""
        texts = list(dict.fromkeys(written))  # a cell that is merged over several may stand in each
        if len(texts) > 1 and _GROUP_MARK.fullmatch(texts[0]) and not texts[0].rstrip(".)").isdecimal():
            texts = texts[1:]
        if len(texts) == _LABEL_AND_NUMBER and _OTHER_NUMBER.fullmatch(texts[0]) and _NIK_LIKE.fullmatch(texts[1]):
            return True
        if len(texts) > 1 or texts[0].startswith("#"):
            return False
        if _is_label(texts[0]):
            return True
        if _digits(texts[0]) >= BROKEN_NIK:
            return False
        if self._at_name is not None and texts[0] not in {self._text(cells, self._at_name), ""}:
            return not _NUMBER.fullmatch(texts[0])
        return bool(_IN_NO_NAME.search(texts[0]))

    def _title_of_others(self, cells: Sequence[object], written: Sequence[str]) -> str:
        """The title of a group of people who have left or were never accepted; empty when the row is none."""
        if any(map(_is_like_a_nik, written)):
            return ""
        texts = list(dict.fromkeys(written))  # a cell that is merged over several may stand in each
        mark = texts.pop(0).rstrip(".)") if len(texts) > 1 and _GROUP_MARK.fullmatch(texts[0]) else ""
        title = texts[0]
        counted = len(texts) > 1 and all(_NUMBER.fullmatch(text) or _COUNTED.fullmatch(text) for text in texts[1:])
        if (len(texts) > 1 and not counted) or _TOTAL.match(title) or _OF_A_FAMILY.match(title):
            return ""
        if mark.isdecimal() and title == self._text(cells, self._at_nik):  # a note why a person has no NIK
            return ""
        as_name = self._at_name is not None and title == self._text(cells, self._at_name)
        # A number, and words in the column of names: perhaps a person without a NIK.
        return title if is_title_of_others(title, beside_number=as_name and mark.isdecimal(), as_name=as_name) else ""

    def _is_a_sum(self, cells: Sequence[object], nik: str) -> bool:
        """Whether a line with a total has no name, and at most a sum in the column of the NIK."""
        name = self._text(cells, self._at_name) if self._at_name is not None else ""
        is_empty = not _SIGN.search(name) or _NUMBER.fullmatch(name) or _TOTAL_LINE.fullmatch(name)
        sums = _TOTAL_LINE.fullmatch(nik) or not any(map(str.isalpha, nik)) or _COUNTED.fullmatch(nik)
        return bool(is_empty and sums) and _digits(nik) < _LEAST_DIGITS_OF_ALL

    def _is_empty_form(self, cells: Sequence[object], written: Sequence[str], nik: str) -> bool:
        """Whether a row is a numbered empty line or a note, without a NIK and without a name."""
        if len(written) == 1 and _NUMBER.fullmatch(written[0]) and (written[0] != nik or self._at_name is not None):
            return True
        if self._at_name is None or any(
            map(nik_cells.contains_form, written)
        ):  # a whole row may have got into one cell
            return False
        return not _SIGN.search(nik) and not _SIGN.search(self._text(cells, self._at_name))

    def _names_somebody(self, cells: Sequence[object], first: str) -> bool:
        """Whether a name stands after the first cell, which may be the person's kecamatan."""
        name = self._text(cells, self._at_name) if self._at_name is not None else ""
        return name != first and bool(_SIGN.search(name)) and not _is_label(name)

    @staticmethod
    def _text(cells: Sequence[object], at: int) -> str:
        return _shown(cells[at]) if at < len(cells) else ""


def _shown(cell: object) -> str:
    return " ".join(str(cell if cell is not None else "")[:_LONGEST].split())


def _digits(text: str) -> int:
    return sum(map(str.isdecimal, text))


def _is_like_a_nik(text: str, first: str = "") -> bool:
    """Whether a cell is a number as long as a broken NIK. The number of an official beside "NIP" is none."""
    if _NIP.fullmatch(text) or (text != first and _OTHER_NUMBER.fullmatch(first)):
        return False
    return bool(_NIK_LIKE.fullmatch(text)) and (_digits(text) >= BROKEN_NIK or "e" in text.lower())


def _is_signature(text: str) -> bool:
    return bool(
        _OPENS_A_SIGNATURE.match(text) or _OFFICE.match(text) or _is_nip(text) or _PLACE_AND_DATE.fullmatch(text)
    )


def _is_nip(text: str) -> bool:
    """Whether a text is the number of an official."""
    return bool(_NIP.fullmatch(text) or _BARE_NIP.fullmatch(text))


def _is_label(text: str) -> bool:
    """Whether a text heads a group: a family, a kecamatan, a page."""
    return bool(_GROUP.match(text) or _LABELLED.match(text) or _COUNTED.fullmatch(text))
