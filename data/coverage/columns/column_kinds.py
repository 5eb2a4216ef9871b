"""Judges by a heading what the cells below it can mean: an end, a status, a remark, or nothing that matters."""

import re
from collections.abc import Collection
from enum import Enum, auto
from functools import cache

from data.coverage.columns.columns import heading as field_of

_LONGEST = 200
"""Characters of a heading that are looked at."""


class Kind(Enum):
    """What the cells of a column can mean."""

    HARMLESS = auto()
    """Names, addresses, birth, work, the day of data entry: such columns are not looked at."""
    NOTED = auto()
    """Perhaps remarks; dates in it end nothing."""
    OTHER = auto()
    """Anything: remarks and dates are looked for."""
    ENDS = auto()
    """The day or the reason of the end of a listing."""
    STARTS = auto()
    """The day on which a listing begins."""
    STATUS = auto()
    """A word for whether somebody is listed."""
    ANSWERS = auto()
    """A question about the insurance, answered with yes or no."""
    PAID = auto()
    """Payments, or the month paid for: a day in it ends nothing, but a period that is over may."""
    TIMES = auto()
    """The period paid for, or years of membership: any date matters except a period that is not over."""
    CHANGED = auto()
    """The day of a change: if only some people have one, it may be the day on which they left."""
    LASTS = auto()
    """The number of months of cover from the start on."""
    COVER = auto()
    """The period of cover, in one cell."""


_NO_END = (
    r"^(?!.*(?:akhir|sampai|hingga|\bs d\b|\bsd\b|selesai|tempo\b|\bdue\b|\bexp|until|\bend|henti|non|tidak|habis))"
)
_PAID = r"\biuran|bayar|setor|\bpremi\b|tagihan|kontribusi|angsuran"
_COVERED = r"peserta|lindung|tanggung|jamin|\baktif|bpjs|asuransi|keanggotaan"
_NOT_OF_THE_LISTING = (
    # where the words of an end or a status belong to something else
    r"nama|alamat|lahir|birth|\bdob\b|\bttl\b|kawin|nikah|marital|rumah|tempat|tinggal|domisili|pendidikan|sekolah"
    r"|pekerjaan|\bhub\b|hubungan|\bshdk\b|keluarga|\bktp\b|\bktpel\b|\bsim\b|paspor"
    r"|masa kerja|mulai (?:(?:be)?kerja|usaha|dagang|berdagang|jualan|sakit|menetap)"
    r"|lama (?:be)?kerja|kondisi ekonomi|status ekonomi|status sosial|pengeluaran"
    r"|\bhp\b|telp|telepon|phone|whatsapp|\bwa\b|e ?mail|kontak|rekening|\bnorek\b"
)
_TYPED = r"cetak|input|entr[iy]|update|mutakhir"
_DONE = (
    r"creat|submi|updat|modif|add|insert|regist|join|hire|hiring|enroll?|approv|verif|sync|upload|receiv|enter|entry"
    r"|record|import|print|issu|paid|sign|train|survey|interview|visit"
)
_DAYS_THAT_END_NOTHING = (
    r"(?:tanggal|tgl|date|waktu|hari|jam).*(?:daftar|registra|terbit|bayar|transaksi|setor|verif|valid|verval"
    r"|survei|survey|data|[sy]erah|kirim|[tn]erima|distribusi|usul|ajuan|buat|upload|unggah|aktivasi|lapor|\bsk\b"
    r"|print|foto|padan|sinkron|ambil|buka|rekam|kunjung|sosialisasi|musyawarah|musdes|muskel"
    r"|masuk|gabung|rekrut|\bjadi\b|menjadi|\bikut\b|datang|setuju|approv|sahkan|pengesahan|latih|bimtek|diklat"
    r"|wawancara|ujian|sertifi|ukuhan|dikukuh|lantik|penetapan|ditetapkan|giat|acara|rapat|\bisi\b|isian|catat|eriksa"
    r"|\bcek\b|pengecekan|[sy]alur|irim|pencairan|dicairkan|transfer|\bakta|rekap|surat|\bnota\b|perjanjian|login"
    r"|damping|vaksin|\bbast\b|perbaikan|koreksi|pembetulan|edit|ubah|barui|simpan|unduh|ekspor|lengkap|kontak|hubungi)"
    rf"|(?:date|time|day|datetime).*(?:{_DONE})|\b(?:{_DONE})\w* (?:at|on|date|time|day|datetime)\b"
    r"|\bdi(?:buat|ubah|perbarui|input|isi|catat|unggah|kirim|simpan|rekam|data|setujui|verifikasi|daftarkan)(?:kan)?"
    r" (?:pada|tanggal|tgl)\b"
    r"|timestamp|time ?stamp|(?:cap|stempel) waktu|(?:start|completion) time|last (?:login|seen|modified)"
)
"""Days on which something was done or typed. A heading that names an end, too, was judged as an end before."""
_OF_THE_PERSON = (
    r"kelamin|\bjk\b|\bl p\b|gender|\bsex\b|agama|\bumur|\busia\b|\bage\b|pekerja\b|profesi|jabatan|\busaha|jenis usaha"
    r"|address|\bjalan\b|\bjln?\b|\brt\b|\brw\b|\bkel\b|kelurahan|\bdesa\b|\bkec\b|kecamatan|\bkota\b|\bkab|provinsi"
    r"|\bprov\b|kode ?pos|wilayah|lingkungan|dusun|\bkk\b|\bnkk\b|\bibu\b|\bayah\b|pasangan|ahli waris|bank\b|gaji|upah"
    r"|penghasilan|nominal|jumlah|desil|petugas|surveyor|enumerator|ukuran|koordinat|latitude"
    r"|longitude|foto|tanda tangan|\bttd\b|paraf|golongan darah|\bno\b|\bnomor\b|\bnomer\b|\bkpj\b|\bnpp\b|\bkode\b"
    r"|sumber|suku|\bwni\b"
)
_CHECKED = r"dukcapil|capil|validasi|padan\b|pemadanan|kesehatan|sehat|verval"
_ENDS = (
    r"(?<!ter)(?<!mut)akhir|sampai|selesai|hingga|\bs d\b|\bsd\b|(?<!di)(?<!peng)keluar(?!ga|an|kan)|henti(?!an umum)"
    r"|meninggal|wafat|(?<!jaminan )kematian|\bmati\b|almarhum|berlaku|\bexp|expir|k[ae]d[ae]lu\w*sa|"
    r"valid (?:until|sampai|thru|through|till|to|date)|\bvalidity|until|\bend(?:s|ed|ing)?\b|terminat"
    r"|jatuh tempo|\btempo\b|\bdue\b|periode|\bmasa\b|jangka|(?:tanggal|tgl|tmt|alasan|waktu|sebab).*non|penonaktif"
    r"|non ?aktif|tidak aktif|inactive|cabut|undur|dihapus|\bbatal|ditolak|\bgugur\b|\btms\b|diganti"
    r"|^(?:tidak|bukan)\b|resign|\bphk\b"
    r"|pindah(?! ?(?:datang|masuk))|graduasi|\bbatas\b|coret|(?<!jaminan )pensiun|\bexit\b|\bleft\b|\bleav"
    r"|\balmh?\b|\bmd\b|\bna\b|\bdrop ?out\b|^(?:out|stop|do|hapus|deleted?|is deleted?|wft)$|deceased|\bdead\b"
    r"|santunan|klaim (?:jkm|kematian)|^(?:ber|di)?kurang(?:i|an)?$|pengurangan"
    r"|\b(?:delet|remov|deactivat|clos|cancel|withdraw|revok|suspend)\w* (?:at|on|date|time)\b|\bdeath\b|\bdied\b"
    r"|(?:tanggal|tgl|tmt|waktu|date).*(?:hapus|tutup|habis|putus|lepas|\bstop\b|\bdrop|klaim|santun"
    r"|batal|tidak|bukan|delet|remov|deactiv|closed|cancel|withdr|revok|suspen)"
)
_SURELY_LEFT = (
    r"(?:status|\bsts\b).*(?:non ?aktif|tidak aktif|(?<!di)keluar(?!ga|an|kan)|meninggal|berhenti|\bmati\b)"
    r"|(?:tanggal|tgl|tmt|waktu).*(?:pindah(?! ?(?:datang|masuk))|(?<!di)(?<!peng)keluar(?!ga|an|kan)|non ?aktif"
    r"|berhenti|meninggal|undur|wafat)|\bpengganti\b"
)
"""Headings that mean an end whatever else they name: "Tanggal Pindah Domisili", "Nama Pengganti"."""
_STATUS = r"status|\bsts (?:peserta|kepesertaan|bpjs)|keaktifan"
_STATUS_TOO = r"aktif|active|\balive\b|\bmutasi\b|kondisi|keadaan|keberadaan|hidup"
_STARTS = r"mulai|\btmt\b|efektif"
_ANSWERS = (
    r"peserta|terdaftar|tercatat|bpjs|jamsostek|\bbpu\b|kelayakan|\blayak\b|lolos|setuju|approv|\bhasil\b|\bikut\b"
    r"|lanjut|\bjkk\b|\bjkm\b|terlindung|perlindungan|eligib"
)

_NOTED = (
    r"^(?:ket|keterangan|catatan|remarks?|alasan|temuan)\b(?!.*(?:status|akti[fv]|keluar|akhir|non|na\b"
    r"|meninggal|wafat|\bmati\b|pindah(?! ?(?:datang|masuk))))."
)
_CHANGED = (
    r"^(?:tanggal|tgl|tmt|date|waktu) (?:(?:di|ber)?ubah|perubahan|change|lapor(?:an)?|pelaporan)"
    r"(?: (?:peserta|kepesertaan|terakhir|anggota|tk))*$|^perubahan (?:tanggal|tgl)$"
)
_LASTS = (
    r"^(?:durasi|tenor)\b(?!.*(?:kerja|usaha|tinggal))"
    r"|^lama (?:\w+ )?(?:per)?(?:lindung|tanggung|jamin|iuran|bayar|kepeserta)"
    r"|^(?:jumlah|jml) (?:bulan|bln)\b|^(?:bulan|bln) (?:perlindungan|dilindungi|ditanggung)"
)
_PARTS_OF_A_YEAR = r"^(?:tri ?wulan|tw|kuartal|semester|smt)\b"
_LESS = re.compile(r"\(\s{0,3}[-–−]\s{0,3}\)")
"""The sign in "Mutasi (-)", which folding would remove."""
_JUDGED = tuple(
    (re.compile(pattern), kind)
    for pattern, kind in (
        (r"^$", Kind.OTHER),
        (rf"{_NO_END}.*(?:periode|\bmasa|jangka).*(?:{_PAID})", Kind.TIMES),
        (r"periode (?:gaji|upah)$", Kind.OTHER),
        (r"status.*(?:update|input|entr)|(?:update|input|entr).*status", Kind.STATUS),
        (r"(?:status|\bket\w*) (?:domisili|ktp|nik|kk)\b", Kind.NOTED),
        (_SURELY_LEFT, Kind.ENDS),
        (_NOTED, Kind.NOTED),
        (_NOT_OF_THE_LISTING, Kind.HARMLESS),
        (_CHANGED, Kind.CHANGED),
        (_LASTS, Kind.LASTS),
        (rf"^(?!.*(?:{_ENDS})).*(?:{_TYPED})", Kind.HARMLESS),
        (rf"(?:{_CHECKED})(?!.*(?:{_ENDS}))", Kind.NOTED),
        (_STATUS, Kind.STATUS),
        (rf"{_NO_END}(?!.*kartu).*(?:\bmasa|periode|jangka waktu)\b.*(?:berlaku|{_COVERED})", Kind.COVER),
        (_ENDS, Kind.ENDS),
        (_PAID, Kind.PAID),
        (rf"^(?:tahun|thn|bulan|bln)\b|{_PARTS_OF_A_YEAR}", Kind.TIMES),
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
    folded = fold(heading)
    if _LESS.search(str(heading)[:_LONGEST]) and _IN_NUMBERS.search(folded):
        return Kind.ENDS
    return _kind(folded)


_IN_NUMBERS = re.compile(r"^$|mutasi|perubahan|peserta|status|anggota|pekerja|\btk\b")
_OF_CHANGES = re.compile(r"\bmutasi\b")
_YEAR_OF_COVER = re.compile(
    r"^(?:tahun|thn) (?:\w+ )?(?:per|pem|di)?(?:lindung|bayar|jamin|tanggung|iuran|premi|aktif)"
)
_OF_PARTS = re.compile(_PARTS_OF_A_YEAR)


def names_changes(heading: object) -> bool:
    """Whether a heading is about people joining and leaving: "Mutasi"."""
    return bool(_OF_CHANGES.search(fold(heading)))


def names_year_of_cover(heading: object) -> bool:
    """Whether a year below a heading is the last year of cover: "Tahun Perlindungan"."""
    return bool(_YEAR_OF_COVER.search(fold(heading)))


def names_part_of_a_year(heading: object) -> bool:
    """Whether a number below a heading is that of a quarter or half of a year."""
    return bool(_OF_PARTS.search(fold(heading)))


_NAMES_PAYMENT = re.compile(_PAID)


def names_payment(heading: object) -> bool:
    """Whether a heading is about payments."""
    return bool(_NAMES_PAYMENT.search(fold(heading)))


def fold(heading: object) -> str:
    """A heading without signs and capitals: "Tgl. Keluar", "TGL_KELUAR" and "TglKeluar" become the same text."""
    text = re.sub(r"([a-z])([A-Z])", r"\1 \2", str(heading if heading is not None else "")[:_LONGEST])
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


def is_named(heading: object, names: Collection[str]) -> bool:
    """Whether a heading is among the names. A heading with commas is, too, if each of its pieces is."""
    if not names or not fold(heading):
        return False
    folded = {fold(name) for name in names}
    return fold(heading) in folded or all(fold(part) in folded for part in str(heading)[:_LONGEST].split(","))
