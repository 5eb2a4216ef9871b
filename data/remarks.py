"""Remarks beside a person that say that somebody has left or died, in columns of which no field is read.

A remark makes its row unclear, whoever is meant: of "suami sudah meninggal" only the office can tell what it means.
"""

import re

_LONGEST = 500
"""Characters of a remark that are looked at."""
_MOST = 20_000
"""Remarks that are held; a column may hold five million different ones."""
_MOST_WORDS, _LONGEST_WORD = 300_000, 40
"""Words of names that are held, and the characters of one."""

_SAYS = re.compile(
    r"""
      \b(?:mati|wafat|wft|almarhum(?:ah)?|alm|almh|tewas|gugur|deceased|died|dead|mendiang)\b
    | m[ei]?nin?gg?al | m[ei]ninggl | \b(?:maot|pupus|ngantunkeun|tilar\ dunya)\b
    | tutup\ (?:usia|umur) | (?:sudah|telah|sdh|tlh)\ (?:tiada|berpulang|mninggal|mgl) | \bberpulang
    | \bpindah(?:\b|domisili|alamat) | \b(?:pndah|pindh|pndh|pulang\ kampung)\b
    | \bmutasi(?!\ masuk)\b
    | \bhilang\ kontak\b | \bmoved\b
    | \b(?:di)?keluar(?:kan)?\b | \bmengundurkan | \bundur\ diri | \bmundur\b | \bresign(?:ed)?\b | \bphk\b
    | \b(?:di)?(?:ber)?hentikan\b | \bberhenti\b | \bdiberhentikan\b | \bstop\b | \bterminated\b
    | \bnon\ ?akt[ie]?[fvp] | \bdinonakt | \bpenonakt | \b(?:tidak|tdk|tak|ga|gak|g|nggak|enggak|belum
      |blm)\ akt[ie]?[fvp]
    | \binactive\b
    | \b(?:tidak|tdk|bukan)\ lagi\b | \b(?:sudah|sdh|telah|udah)\ (?:tidak|tdk|bukan)\b
    | \b(?:tidak|tdk|bukan|belum|blm)\ (?:di)?(?:ter)?(?:daftar|catat)(?:kan)?\b | \b(?:bukan|non)\ peserta\b
    | \b(?:di)?(?:batalkan|coret|hapus|cabut|keluarkan|tolak|drop)\b | \bdicoret | \bpembatalan
      | \bpenghapusan\b | \bbatal\b
      | \bdihapus
    | \bdicabut | \bditolak | \bgraduasi\b
    | \b(?:tidak|tdk)\ (?:layak|memenuhi|berhak|lolos|eligible|dibayar|dilanjutkan|diperpanjang)
    | \b(?:tidak|tdk)\ (?:ditemukan|diketahui|dikenal)
    | \bexpired?\b | \bberakhir\b | \bk[ae]d[ae]lu\w*sa\b | \bhabis\ (?:masa|kontrak)
    | \bpensiun\b | \b(?:jadi|jd|menjadi|diangkat|lulus|sbg|sebagai|diterima|keterima|masuk|lolos)\ (?:(?:jadi|sbg
      |sebagai|di|cpns)\ )?
      (?:c?pns|asn|p3k|pppk|tni|polri|polisi|tentara)\b
    | \b(?:jadi|jd|menjadi|diterima|masuk)\ (?:karyawan|pegawai\ tetap|karyawati)\b
    | \b(?:sudah|sdh|telah|udah|jadi|jd|menjadi)\ (?:ppu|c?pns|asn|pppk|p3k)\b
    | \b(?:sudah|sdh|telah|udah|skrg|sekarang|kini)\ (?:be)?kerja(?:$|\ (?:di|pada|pt|cv|pabrik|formal|tetap
      |kantoran|lagi|ikut)\b)
    | \b(?:diterima|keterima)\ (?:be)?kerja\b | \b(?:be)?kerja\ (?:di|pada)\ (?:pt|cv|bumn|bumd|perusahaan)\b
    | \b(?:diterima|keterima)\ (?:di\ )?(?:pt|cv|pabrik|perusahaan)\b
    | \b(?:ikut|ditanggung|tanggungan|didaftarkan|masuk|dari)\ (?:(?:di|oleh|dari|bpjs|bpjstk|tk|jamsostek
      |program)\ )*
      (?:perusahaan|pabrik|tempat\ kerja|pemberi\ kerja)(?:nya)?\b
    | \b(?:ditanggung|tanggungan|didaftarkan)\ (?:(?:di|oleh|dari)\ )?kantor(?:nya)?\b
    | \b(?:bpjs|bpjstk|jamsostek)(?:\ (?:tk|ketenagakerjaan))?\ (?:(?:di|oleh|dari|ikut
      |ditanggung)\ )*(?:perusahaan|pabrik|kantor)(?:nya)?\b
    | \b(?:tidak|tdk|tak|ga|gak|nggak|ngga|enggak|gk)\ (?:mau|ingin|minat|berminat|sanggup|bisa|akan)\ (?:di)?
      (?:lanjut|melanjut|terus|meneruskan|ikut|jadi\ peserta|daftar|bayar|perpanjang|memperpanjang)\w*
    | \b(?:tidak|tdk|tak|ga|gak|nggak|ngga|enggak|gk)\ (?:mau$|bersedia|berkenan|berminat|minat|setuju\b|lanjut
      |melanjutkan|ikut$|ikut\ (?:lagi|serta|program))
    | \bogah\ (?:lanjut|ikut) | \bmenolak\b
    | \b(?:tidak|tdk|tak|ga|gak|nggak|ngga|enggak)\ (?:be)?kerja\ lagi\b | \bmd\ (?:\d|th|thn|tahun|tgl)
    | \bsantunan\ kematian\b | \bklaim\ (?:jkm|kematian)\b | \bberalih\ ke\b | \bdimutasi | \bdinon\ akt
    | \b(?:kontrak|masa\ (?:berlaku|kontrak|kepesertaan))(?:nya)?\ (?:selesai|habis|berakhir|putus)\b
    | \bputus\ kontrak\b
    | \balih\ (?:profesi|segmen)\b | \b(?:sudah|sdh|telah|udah)\ (?:ga|gak|nggak|ngga|enggak)\ ada\b
    | m[ei]nin+g+al | \b(?:wapat|ninggal|tilar|merantau|pulkam)\b | \bhijrah\ ke\b
    | \bdigant(?:i|ikan)\b
    | \b(?:peserta|penerima|bpjs|pindah|beralih|jadi|jd|menjadi|segmen|daftar|ikut|bayar|iuran)\ (?:ke\ )?mandiri\b
    | \b(?:mem)?bayar\ (?:iuran\ )?(?:sendiri|mandiri)\b | \biuran\ sendiri\b
    | \b(?:sudah|sdh|telah|udah|tergolong|keluarga|orang|warga|dianggap|dinilai|termasuk|kategori)\ mampu\b
    | \b(?:di)?penjara\b | \b(?:masuk|sedang\ di|ada\ di)\ (?:lapas|rutan|bui|sel)\b | \bditahan\b
    | \b(?:jadi|jd|menjadi)\ (?:napi|narapidana|tahanan)\b
    | \b(?:jadi|jd|menjadi|sbg|sebagai|berangkat|kerja)\ (?:tki|tkw|pmi|bmi)\b
    | \b(?:ke|di)\ (?:luar\ negeri|ln|malaysia|singapur\w*|hong\ ?kong|taiwan|arab|saudi|jepang|korea|brunei|dubai
      |qatar|kuwait
      |oman|yordania|turki|australia|amerika|eropa)\b
    | \b(?:usia|umur)(?:nya)?\ (?:(?:sudah|sdh|telah)\ )?(?:di\ ?atas|lebih|lewat|melebihi|melewati|over)\b
    | \b(?:lewat|melebihi|melewati|kelebihan|over)\ (?:batas\ )?(?:usia|umur)\b | \bover\ ?age\b
    | \blebih\ (?:dari\ )?6[5-9]\b | \b6[5-9]\ (?:tahun\ |th\ |thn\ )?ke\ ?atas\b
    | \bgagal\ (?:daftar|didaftar\w*|terdaftar|mendaftar|pendaftaran|verif\w*|seleksi|lolos|aktivasi)
    | \b(?:menunggu|nunggu|tunggu|dalam\ proses|proses)\ (?:verif\w*|verval|persetujuan|approval|pendaftaran|daftar
      |konfirmasi|aktivasi|kuota|antr[ei]an)
    | \b(?:belum|blm)\ (?:di)?(?:verif\w*|verval|setujui|lolos|layak) | \bdaftar\ tunggu\b | \bwaiting\ list\b
      | \bcalon\ peserta\b
    | \bfiktif\b
    | \bbukan\ (?:warga|penduduk)\b
    | \b(?:warga|penduduk)\ luar\b(?!\ biasa)
    | \b(?:tidak|tdk|tak|ga|gak|nggak|ngga|enggak|gk)\ (?:ketemu|(?:bisa\ )?ditemui)\b
    | \bikut\ (?:suami|istri|isteri|anak|orang\ ?tua|ortu|keluarga|saudara|mertua|menantu)(?:nya)?\ (?:ke|di|pindah)\b
    | \b(?:almrhm|almarhm|almrhum|alm[ae]rh?um)
    | \b(?:di)?cancel\b
    | \boff\ (?:per|sejak|mulai|bulan|bln|tgl|tanggal|dari)\b | \b(?:klr|kluar|dikluarkan)\b | \btms\b | \bdipecat\b
    | \bde\ ?a[ck]tiv | \bpurna\ ?(?:tugas|bakti)
    | \b(?:domisili|tinggal)\ (?:(?:di|sudah|sdh)\ )*luar\b | ^(?:di\ )?luar\ (?:wilayah|daerah|(?:kota\ )?bekasi)\b
    | ^usul(?:an)?$ | \busulan?\ (?:baru|tambahan|peserta)\b | \b(?:dalam|proses|sedang|baru)\ (?:pengajuan|diajukan)\b
    | \bbukan\ (?:\w+\ ){1,3}lagi\b
    | \b(?:tidak|tdk|ga|gak|nggak|ngga|enggak)\ (?:jualan|dagang|narik|ngojek|jadi|menjadi|menjabat|tinggal)
      \ (?:\w+\ ){0,3}lagi\b
    | \b(?:mantan|eks|ex|bekas)\ (?:(?:ketua|pengurus|anggota)\ )*
      (?:rt|rw|kader|linmas|marbot|amil|pengurus|peserta|penerima|posyandu|pkk)\b
    | \b(?:ceased|withdrawn|removed|cancell?ed|rejected)\b
    """,
    re.VERBOSE,
)
_WHOLE = frozenset(
    "md;m d;rip;x keluar;out;ended;hilang;pst keluar;off;tiada;pns;cpns;asn;pppk;p3k;tni;polri".split(";")
)
"""Short words that say it when they stand alone."""
_DELETES = frozenset({"hapus", "delete"})
_BUTTONS = _DELETES | {"edit", "ubah", "detail", "lihat", "view", "cetak", "print", "unduh", "download", "aksi"}
"""What is written on the buttons beside each person on a web page: "Edit | Hapus"."""
_CROSSES = frozenset({"†", "✝", "(+)", "(†)"})
_NOT = re.compile(r"\b(?:belum|blm|tidak|tdk|tak|bukan|jangan)(?: (?:pernah|ada|akan|mau|yang|yg|sedang))?$")
"""Right before a word it turns it round."""
_TURNED = re.compile(
    r"\bcerai mati\b|\bpindah(?: |\s*)(?:datang|masuk)\b|\bmati (?:suri|rasa|lampu)\b|\b(?:hidup mati|harga mati)\b"
    r"|\b(?:kartu|ktp|kk|sk|nomor|no|kpj)(?:nya)? (?:sudah |telah |sdh |blm |belum )?(?:keluar|dikeluarkan)\b"
    r"|\b(?:tidak|tdk|belum|blm|bukan|non) (?:(?:ter\w*|di|dalam|sebagai|peserta|penerima|data) )*"
    r"(?:dtks|dtsen|pbi|jkn|kis|pkh|bpnt|bansos|bpjs kesehatan)\b"
    r"|\bjaminan pensiun\b|\bkeluar (?:kota|kartu)\b|\bdikeluarkan oleh\b"
    r"|\bsudah (?:tidak|bukan) (?:masalah|kendala|sakit)\b"
    r"|\bpindah (?:ke )?(?:rt|rw|kk|kelas|faskes|profesi|usaha|lapak|jualan|tempat usaha|bank|rekening)\b"
    r"|\bkk(?:nya)? (?:sudah |sdh |baru |belum |blm )?pindah(?! (?:ke|domisili|alamat|kota|luar)\b)"
    r"|\b(?:gang|gg|jalan|jl|jln) (?:\w+ )?mati\b"
    r"|\b(?:hp|wa|whatsapp|telp|telepon|e ?mail|rekening|norek|nomor kontak|no kontak)(?:nya)?"
    r" (?:(?:sudah|sdh|lagi|ini) )*(?:tidak|tdk|tak|ga|gak|g|nggak|non|belum|blm)(?: (?:lagi|bisa))? ?akt\w+(?: lagi)?"
    r"|\b(?:usaha|jualan|dagang|warung|produksi|narik|ojek|ojol|toko)(?:nya)? (?:\w+ )?(?:berhenti|stop)"
    r" (?:sementara|dulu|sebentar)\b"
    r"|\b(?:istri|isteri|janda|anak|bin|binti|bt|putra|putri|menantu|adik|kakak|cucu)(?: dari)?"
    r"(?: (?:bapak|bpk|ibu|h|hj|sdr))* (?:alm|almh|almarhum|almarhumah|mendiang) (?=[a-z])"
    r"|\b(?:pernah|mantan|eks|ex|bekas|dulu|dulunya|purna) (?:(?:jadi|menjadi|kerja|sbg|sebagai|di|ke) ?)*"
    r"(?:tki|tkw|pmi|bmi|napi|narapidana|karyawan|penjara|dipenjara|ditahan|arab|saudi|malaysia|taiwan|luar negeri)\b"
    r"|\b(?:umr[oa]h|haji)(?: (?:\w+ )?(?:ke|di) \w+)?"
    r"|\b(?:kartu|ktp|kk|sk|nomor|no|kpj|nik|alamat|nama|rekening|bank)(?:nya)?"
    r" (?:sudah |telah |sdh |akan )?diganti(?:kan)?\b"
    r"|\bdiganti(?:kan)? (?:kartu|ktp|kk|nomor|no|nik|alamat|nama)\b"
)
"""Phrases in which those words mean something else: of a widow's marriage, of a card that came out, of a telephone."""
_WORD = re.compile(r"[a-z0-9]+")
_BEGINS = frozenset(
    "mati wafa wft alma alm almh tewa gugu dece died dead mend meni mene maot pupu ngan tila tutu suda sdh "
    "tela tlh berp pind pndh move kelu dike meng undu mund resi phk hent dihe berh dibe stop term non nona "
    "nonk dino peno tida tdk tak gak ngga inac buka udah belu blm bata diba core dico hapu diha cabu dica tola "
    "dito drop didr pemb grad expi bera keda kede kada kade habi pens jadi menj dian lulu sbg seba ceas with "
    "remo canc reje md m rip x out ende hila pst pnda pula muta "
    "skrg seka kini pt cv bumn bumd peru pabr kant temp dite kete ga g ngga engg gk ogah meno diga send mand mamp "
    "penj dipe lapa ruta bui sel dita napi nara taha tki tkw pmi bmi luar ln mala sing hong hk taiw arab saud jepa "
    "warg pend ikut almr dica off tiad sant klai dimu kont masa alih wapa hijr mera pulk putu "
    "kore brun duba qata kuwa oman yord turk aust amer erop atas diat lebi lewa mele over kele gaga menu nung tung "
    "pros wait calo fikt pns cpns asn p3k pppk tni polr poli tent kary pega ppu "
    "off klr klua dikl tms deac deak peng purn domi ting usul dala seda baru ikut mant eks ex beka".split()
)
"""How those words begin, by at most four letters: most remarks have none of them, and need no longer look."""


def says_left(cell: object) -> bool:
    """Whether a remark says that somebody has left, died or was taken off."""
    return bool(leaving(cell))


def leaving(cell: object) -> str:
    """The words by which a remark says that somebody has left, in small letters; empty when it does not."""
    if not isinstance(cell, str):
        return ""
    words = _WORD.findall(cell[:_LONGEST].lower().replace(">", " lebih "))
    text = " ".join(words)
    if not words:
        return cell.strip() if cell.strip() in _CROSSES else ""
    if _BEGINS.isdisjoint([word[:4] for word in words]) and "ning" not in text:
        return ""
    if text in _WHOLE:
        return text
    if _BUTTONS.issuperset(words) and not _DELETES.issuperset(words):
        return ""
    text = _TURNED.sub("…", text)
    return next((match[0] for match in _SAYS.finditer(text) if _is_meant(text, match)), "")


def _is_meant(text: str, match: "re.Match[str]") -> bool:
    return not _NOT.search(text[: match.start()].rstrip())


def all_of_it_says_left(cell: str) -> bool:
    """Whether a cell of a column that holds no remarks, as an address, says nothing else: "Sudah pindah ke Depok"."""
    return cell[:4].lower() in _WHOLE_BEGINS and bool(_NOTHING_ELSE.fullmatch(cell[:_LONGEST].lower().strip()))


_WHOLE_BEGINS = frozenset(
    "meni,wafa,alma,alm,alm.,alm ,almh,(alm,pind,suda,sdh ,tela,tlh ,md,md.,kelu,2. m,2 me,2-me".split(",")
)
BEGINS = frozenset(
    written for begin in _WHOLE_BEGINS for written in (begin[:2], begin[:2].upper(), begin[:2].capitalize())
)
"""The first two letters of such a cell: any other need not be looked at."""
_NOTHING_ELSE = re.compile(
    r"(?:2 ?[.\-]? ?)?(?:(?:sudah|telah|sdh|tlh) )?"
    r"(?:meninn?gg?al(?: dunia)?|wafat|pindah(?: (?:ke|domisili|alamat|rumah)\b.{0,80}| keluar)?"
    r"|keluar(?: daerah| kota)?)[ .,\d/\-]{0,20}|\(?(?:almh?|almarhum(?:ah)?|md)\.?\)?"
)


def name_says_left(name: str) -> bool:
    """Whether somebody's name says that this person has left or died: "Alm. Budi", "Budi (pindah)"."""
    return bool(leaving_in_name(name))


def leaving_in_name(name: str) -> str:
    """The words by which a name says so; empty when it does not, as "Siti binti alm. Joko" does not."""
    own = name[:_LONGEST].lower()
    if title := _TITLE.match(own):
        own = own[title.end() :]
    own = _OF_PARENTS.sub("", own)
    if found := _DIED.search(own):
        return found[0]
    if "(+)" in own:
        return "(+)"
    return next(filter(None, map(leaving, _BESIDE_A_NAME.findall(own))), "")


_TITLE = re.compile(r"\W*(?:alm|almh|almarhum|almarhumah)\b")
"""Before a name it is a title, as lists give it to heirs, too: nobody is locked out by it (see `data.factors`)."""
_DIED = re.compile(r"\b(?:alm|almh|almarhum|almarhumah|mendiang|meninggal|keluar|pindah)\b")
_OF_PARENTS = re.compile(
    r"\b(?:bin|binti|bt|istri|isteri|janda|anak|putra|putri)\b[ .(]{0,4}(?:(?:bapak|bpk|ibu|h|hj)\b[ .(]{0,4})?"
    r"(?:alm|almh|almarhum|almarhumah)\b"
)
_BESIDE_A_NAME = re.compile(r"[(\[{/*\-–—]([^()\[\]{}/*]{2,60})")
_MAY_SAY_LEFT = re.compile(rf"{_DIED.pattern}|[(\[{{/*\-–—]")
"""In a word of a name: what `leaving_in_name` finds something by."""


class NameWords(set[str]):
    """Words that say nothing of leaving in whatever name: a name of nothing else need not be looked at."""

    def say_left(self, name: str, words: list[str]) -> bool:
        """Whether a name, of these words, says that this person has left or died."""
        if len(self) < _MOST_WORDS:
            self.update(word for word in words if len(word) <= _LONGEST_WORD and not _MAY_SAY_LEFT.search(word.lower()))
        return not self.issuperset(words) and name_says_left(name)


class Remarks(dict[object, bool]):
    """Cell -> whether it says that somebody has left."""

    def __missing__(self, cell: object) -> bool:
        if len(self) >= _MOST:
            self.clear()
        self[cell] = says = says_left(cell)
        return says
