"""What a heading says of the cells below it: when a listing ends, whose status they are, or nothing that matters."""

import re
from collections.abc import Collection
from enum import Enum, auto
from functools import cache

from data.columns import heading as field_of

_LONGEST = 200
"""Characters of a heading that are looked at."""


class Kind(Enum):
    """What its cells can mean."""

    HARMLESS = auto()
    """Names, addresses, birth, work, the day on which something was typed: it is not looked at."""
    NOTED = auto()
    """It may hold a remark; dates in it end nothing."""
    OTHER = auto()
    """It may hold anything: remarks and dates are looked for."""
    ENDS = auto()
    """When or why a listing ends."""
    STARTS = auto()
    """When it begins."""
    STATUS = auto()
    """Whether somebody is listed, by a word."""
    ANSWERS = auto()
    """Something about being insured that is answered with yes or no."""


_NOT_OF_THE_LISTING = (
    # where the words of an end or a status belong to something else
    r"nama|alamat|lahir|birth|\bttl\b|kawin|nikah|marital|rumah|tempat|tinggal|domisili|pendidikan|sekolah|pekerjaan"
    r"|\bhub\b|hubungan|\bshdk\b|keluarga|\bktp\b|\bktpel\b|\bsim\b|paspor|cetak|input|entr[iy]|update|mutakhir"
    r"|masa kerja|lama (?:be)?kerja|kondisi ekonomi|status ekonomi|status sosial|pengeluaran"
    r"|\bhp\b|telp|telepon|phone|whatsapp|\bwa\b|e ?mail|kontak|rekening|\bnorek\b"
)
_DAYS_THAT_END_NOTHING = (
    r"(?:tanggal|tgl|date|waktu|hari|jam).*(?:daftar|registra|terbit|bayar|transaksi|setor|verif|valid|verval"
    r"|survei|survey|data|[sy]erah|kirim|[tn]erima|distribusi|usul|ajuan|buat|created|upload|unggah|aktivasi|lapor|\bsk\b"
    r"|print|foto|padan|sinkron|ambil|buka|rekam|kunjung|sosialisasi|musyawarah|musdes|muskel)|timestamp"
)
_OF_THE_PERSON = (
    r"kelamin|\bjk\b|\bl p\b|gender|\bsex\b|agama|\bumur|\busia\b|\bage\b|pekerja\b|profesi|jabatan|\busaha|jenis usaha"
    r"|address|\bjalan\b|\bjln?\b|\brt\b|\brw\b|\bkel\b|kelurahan|\bdesa\b|\bkec\b|kecamatan|\bkota\b|\bkab|provinsi"
    r"|\bprov\b|kode ?pos|wilayah|lingkungan|dusun|\bkk\b|\bnkk\b|\bibu\b|\bayah\b|pasangan|ahli waris|bank\b|gaji|upah"
    r"|penghasilan|iuran|nominal|bayar|setor|tagihan|jumlah|desil|petugas|surveyor|enumerator|ukuran|koordinat|latitude"
    r"|longitude|foto|tanda tangan|\bttd\b|paraf|golongan darah|\bno\b|\bnomor\b|\bnomer\b|\bkpj\b|\bnpp\b|\bkode\b"
    r"|sumber|suku|\bwni\b"
)
_CHECKED = r"dukcapil|capil|validasi|padan\b|pemadanan|kesehatan|sehat|verval"
_ENDS = (
    r"(?<!ter)akhir|sampai|selesai|hingga|\bs d\b|\bsd\b|(?<!di)(?<!peng)keluar(?!ga|an|kan)|henti(?!an umum)|meninggal"
    r"|wafat|(?<!jaminan )kematian|\bmati\b|almarhum|berlaku|\bexp|expir|k[ae]d[ae]lu\w*sa|"
    r"valid (?:until|sampai|thru|through|till|to|date)|\bvalidity|until|\bend(?:s|ed|ing)?\b|terminat"
    r"|jatuh tempo|\btempo\b|\bdue\b|periode|\bmasa\b|jangka|(?:tanggal|tgl|tmt|alasan|waktu|sebab).*non|penonaktif"
    r"|non ?aktif|tidak aktif|inactive|cabut|undur|dihapus|\bbatal|ditolak|\bgugur\b|\btms\b|diganti"
    r"|^(?:tidak|bukan)\b|resign|\bphk\b"
    r"|pindah|graduasi|\bbatas\b|coret|(?<!jaminan )pensiun|\bexit\b|\bleft\b|\bleav"
)
_SURELY_LEFT = (
    r"(?:status|\bsts\b).*(?:non ?aktif|tidak aktif|(?<!di)keluar(?!ga|an|kan)|meninggal|berhenti|\bmati\b)"
    r"|(?:tanggal|tgl|tmt|waktu).*(?:pindah|(?<!di)(?<!peng)keluar(?!ga|an|kan)|non ?aktif|berhenti|meninggal|undur"
    r"|wafat)"
)
"""These end a listing whatever else the heading names: "Tanggal Pindah Domisili", "Status Non Aktif"."""
_STATUS = r"status|\bsts (?:peserta|kepesertaan|bpjs)|keaktifan"
_STATUS_TOO = r"aktif|active|kondisi|keadaan|keberadaan|hidup"
_STARTS = r"mulai|\btmt\b|efektif"
_ANSWERS = (
    r"peserta|terdaftar|tercatat|bpjs|jamsostek|\bbpu\b|kelayakan|\blayak\b|lolos|setuju|approv|\bhasil\b|\bikut\b"
    r"|lanjut|\bjkk\b|\bjkm\b|terlindung|perlindungan|eligib"
)

_JUDGED = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"^$", Kind.OTHER),
        (r"periode (?:pem)?bayar|periode (?:iuran|gaji|upah)$", Kind.OTHER),
        (r"status.*(?:update|input|entr)|(?:update|input|entr).*status", Kind.STATUS),
        (r"(?:status|\bket\w*) (?:domisili|ktp|nik|kk)\b", Kind.NOTED),
        (_SURELY_LEFT, Kind.ENDS),
        (
            r"^(?:ket|keterangan|catatan|remarks?|alasan|temuan)\b(?!.*(?:status|akti[fv]|keluar|akhir|non)).",
            Kind.NOTED,
        ),
        (_NOT_OF_THE_LISTING, Kind.HARMLESS),
        (rf"(?:{_CHECKED})(?!.*(?:{_ENDS}))", Kind.NOTED),
        (_STATUS, Kind.STATUS),
        (_ENDS, Kind.ENDS),
        (_DAYS_THAT_END_NOTHING, Kind.HARMLESS),
        (_STARTS, Kind.STARTS),
        (_OF_THE_PERSON, Kind.HARMLESS),
        (_STATUS_TOO, Kind.STATUS),
        (_ANSWERS, Kind.ANSWERS),
    )
)
_OF_FIELD = {
    "status": Kind.STATUS, "starts": Kind.STARTS, "ends": Kind.ENDS, "cohort": Kind.OTHER, "synthetic": Kind.OTHER,
}  # fmt: skip


@cache
def _kind(folded: str) -> Kind:
    return next((kind for pattern, kind in _JUDGED if pattern.search(folded)), Kind.OTHER)


def kind(heading: object) -> Kind:
    """What the cells below a heading can mean."""
    if field := field_of(heading):
        return _OF_FIELD.get(field, Kind.HARMLESS)
    return _kind(fold(heading))


def fold(heading: object) -> str:
    """A heading without signs and capitals: "Tgl. Keluar", "TGL_KELUAR" and "TglKeluar" are one."""
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", str(heading if heading is not None else "")[:_LONGEST])
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def is_named(heading: object, names: Collection[str]) -> bool:
    """Whether a heading is among the names, which were written with commas between them."""
    if not names or not fold(heading):
        return False
    folded = {fold(name) for name in names}
    return fold(heading) in folded or all(fold(part) in folded for part in str(heading)[:_LONGEST].split(","))
