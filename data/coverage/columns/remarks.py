"""Recognizes remarks beside a person which say that somebody has left or died, in columns without a known heading.

A remark makes its row unclear whoever it is about: only the office knows what "suami sudah meninggal" means for it.
"""

import re

_LONGEST = 500
"""Characters of a remark that are looked at."""
_MOST = 20_000
"""Most remarks that are cached; a column may hold five million different ones."""

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
    | \b(?:tidak|tdk|bukan)\ lagi\b
    | \b(?:sudah|sdh|telah|udah|udh|dah)\ (?:tidak|tdk|tak|bukan|ga|gak|nggak|ngga|enggak)\b
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
    | \b(?:bpjs|bpjstk|jamsostek)(?:\ (?:tk|ketenagakerjaan))?\ (?:(?:di|oleh|dari|dr|ikut
      |ditanggung)\ )*(?:perusahaan|pabrik|kantor)(?:nya)?\b
    | \b(?:tidak|tdk|tak|ga|gak|nggak|ngga|enggak|gk)\ (?:mau|ingin|minat|berminat|sanggup|bisa|akan)\ (?:di)?
      (?:lanjut|melanjut|terus|meneruskan|ikut|jadi\ peserta|daftar|bayar|perpanjang|memperpanjang)\w*
    | \b(?:tidak|tdk|tak|ga|gak|nggak|ngga|enggak|gk)\ (?:mau$|bersedia|berkenan|berminat|minat|setuju\b|lanjut
      |melanjutkan|ikut$|ikut\ (?:lagi|serta|program))
    | \bogah\ (?:lanjut|ikut) | \bmenolak\b
    | \b(?:tidak|tdk|tak|ga|gak|nggak|ngga|enggak)\ (?:be)?kerja\ (?:lagi|lg)\b | \bmd\ (?:\d|th|thn|tahun|tgl)
    | \bsantunan\ kematian\b | \bklaim\ (?:jkm|kematian)\b | \bberalih\ ke\b | \bdimutasi | \bdinon\ akt
    | \b(?:kontrak|masa\ (?:berlaku|kontrak|kepesertaan|jabatan|bakti|tugas))(?:nya)?
      \ (?:(?:sudah|sdh|telah)\ )?(?:selesai|habis|berakhir|putus)\b
    | \b(?:selesai|habis)\ (?:kontrak|jabatan|masa\ (?:jabatan|bakti|tugas))\b | \b(?:lengser|demisioner)\b
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
      \ (?:\w+\ ){0,3}(?:lagi|lg)\b
    | \b(?:tidak|tdk|ga|gak|nggak|ngga|enggak)\ (?:tinggal|menetap|berdomisili)\ (?:di\ )?
      (?:sini|disini|alamat|bekasi)\b
    | \b(?:tidak|tdk|ga|gak|nggak|ngga|enggak)\ ada\ (?:di\ (?:tempat|lokasi|alamat)|orangnya|ybs)\b
    | \brumah(?:nya)?\ (?:(?:sudah|sdh)\ )?kosong\b
    | \b(?:kabur|minggat|menghilang|dipulangkan|dideportasi|dirumahkan)\b
    | \b(?:balik|boyong|boyongan|kembali|mudik|pulang)\ ke\ (?:kampung|kampungnya|jawa|desa|daerah|asal)\b
    | \b(?:me)?nikah\ (?:(?:dan|lalu|trus|terus)\ )?(?:ikut|pindah)\b
    | \b(?:innalill?ah\w*|inna\ lillah\w*|dimakamkan|dikubur(?:kan)?|passed\ away|retired)\b
    | \bdrop\ ?out\b | \blast\ day\b | \bexit\b | \bout\ (?:per|sejak|mulai|bulan|bln|tgl|tanggal|dari)\b
    | \b(?:data|nik|peserta)\ (?:ganda|dobel|double|duplikat|duplicate)\b
    | \b(?:tidak|tdk|ga|gak|nggak|belum|blm)\ (?:masuk|dapat|dpt|kebagian)\ (?:kuota|sk|daftar)\b | \bluar\ kuota\b
    | \bktp(?:nya)?\ (?:luar|dki|jakarta|bogor|depok|tangerang|karawang|cikarang|kab|kabupaten|jawa)\b
    | \b(?:dialihkan|dioper|oper|digeser)\ (?:ke|kpd|kepada)\b | \btukar\ (?:dengan|dgn|sama)\b
    | \bpenggantinya\b | \bmenggantikan$
    | ^ganti\ (?!(?:nik|no|nomor|nomer|hp|wa|foto|ktp|kk|kartu|alamat|rek|rekening|bank|usaha|profesi|kerja|kerjaan
      |pekerjaan|status|data|nama|rt|rw|faskes|sim|motor|tgl|tanggal|tahun|rugi|oli|shift|jenis|segmen|email|lapak
      |dagangan|jualan|kelurahan|kecamatan|tempat|buku|baju|gigi|ban|mesin|perahu|lokasi|warung|toko)\b)[a-z]{3,}
    | \b(?:mantan|eks|ex|bekas)\ (?:(?:ketua|pengurus|anggota)\ )*
      (?:rt|rw|kader|linmas|marbot|amil|pengurus|peserta|penerima|posyandu|pkk)\b
    | \b(?:ceased|withdrawn|removed|cancell?ed|rejected)\b
    """,
    re.VERBOSE,
)
_WHOLE = frozenset(
    "md;m d;rip;x keluar;out;ended;hilang;pst keluar;off;tiada;do;d o;ganda;dobel;double;duplikat;duplicate;"
    "pns;cpns;asn;pppk;p3k;tni;polri".split(";")
)
"""Short words that say it only when they stand alone."""
_DELETES = frozenset({"hapus", "delete"})
_BUTTONS = _DELETES | {"edit", "ubah", "detail", "lihat", "view", "cetak", "print", "unduh", "download", "aksi"}
"""Labels of the buttons beside each person on a web page: "Edit | Hapus"."""
_CROSSES = frozenset({"†", "✝", "(+)", "(†)"})
_ARROW = re.compile(r"(?:[→⇒➔➜➝➞➡⟶]|[-=–—]{1,3}>|>{2,3})[ .:]*(?P<to>[^\n]*)")
_SOMEBODY = re.compile(
    r"(?:[a-z]{1,2}[. ]{1,2})?[a-z][a-z'’]{2,20}(?:[ .,]{1,2}[a-z'’]{1,20}){0,5}[.)]?", re.IGNORECASE
)
"""A text that may be a name."""
_OF_NOBODY = re.compile(
    r"\b(?:rt|rw|jl|jln|jalan|gg|gang|blok|kel|kec|desa|kp|perum|gel|gelombang|tahap|nik|kk|ktp|kartu|nomor|no|hp|baru"
    r"|lama|benar|betul|ok|oke|valid|sesuai|bekasi|kelurahan|kecamatan|ojol|ojek|gojek|grab|driver|sopir|supir|kurir"
    r"|parkir|juru|dagang|pedagang|jualan|warung|toko|kuliner|buruh|kuli|tukang|pekerja|petani|tani|nelayan|pemulung"
    r"|kader|linmas|marbot|amil|guru|ngaji|wiraswasta|wirausaha|ibu rumah|irt|art|penjahit|jahit|montir|bengkel|las"
    r"|laundry|satpam|security|kebersihan|bangunan|salon|cuci|online|keliling|bpu|rentan|informal|aktif|terdaftar"
    r"|lanjut|masuk|januari|februari|maret|april|mei|juni|juli|agustus|september|oktober|november|desember|jan|feb|mar"
    r"|apr|jun|jul|agt|agu|ags|sep|okt|nov|des|laki|perempuan|kawin|cerai|janda|duda|anak|istri|suami|kepala|keluarga)\b",
    re.IGNORECASE,
)
"""Words of work and places, which may follow an arrow as well."""
_REPLACED = re.compile(r"\bpengganti(?:nya)?\s{0,3}[:=]\s{0,3}[^\W\d]", re.IGNORECASE)
"""With a colon it names the person's successor."""
_NOT = re.compile(r"\b(?:belum|blm|tidak|tdk|tak|bukan|jangan)(?: (?:pernah|ada|akan|mau|yang|yg|sedang))?$")
"""Directly before a word it reverses the meaning."""
_TURNED = re.compile(
    r"\bcerai mati\b|\bpindah(?: |\s*)(?:datang|masuk)\b|\bmati (?:suri|rasa|lampu)\b|\b(?:hidup mati|harga mati)\b"
    r"|\b(?:kartu|ktp|kk|sk|nomor|no|kpj)(?:nya)? (?:sudah |telah |sdh |blm |belum )?(?:keluar|dikeluarkan)\b"
    r"|\b(?:tidak|tdk|belum|blm|bukan|non) (?:(?:ter\w*|di|dalam|sebagai|peserta|penerima|data) )*"
    r"(?:dtks|dtsen|pbi|jkn|kis|pkh|bpnt|bansos|bpjs kesehatan)\b"
    r"|\bjaminan pensiun\b|\bkeluar (?:kota|kartu)\b|\bdikeluarkan oleh\b"
    r"|\b(?:sudah|sdh|udah|udh) (?:tidak|tdk|bukan|ga|gak|nggak|ngga|enggak) (?:masalah|kendala|sakit)\b"
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
    "do d gand dobe doub dupl udh dah leng demi sele ruma kabu ming dipu dide diru bali boyo kemb mudi nika inna "
    "dima diku pass reti drop last exit data nik ktp ktpn dial diop oper dige tuka gant "
    "off klr klua dikl tms deac deak peng purn domi ting usul dala seda baru ikut mant eks ex beka".split()
)
"""How those words begin, by at most four letters: most remarks have none of them, and need no longer look."""


def says_left(cell: object) -> bool:
    """Whether a remark says that somebody has left, died or was taken off."""
    return bool(words_of_leaving(cell))


def words_of_leaving(cell: object) -> str:
    """The words in a remark which say that somebody has left, in small letters; empty where none do."""
    if not isinstance(cell, str):
        return ""
    if replaced := _replacement(cell[:_LONGEST]):
        return replaced
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


def _replacement(cell: str) -> str:
    """The words in a remark which say that the person was replaced: "BUDI -> SITI"; else empty."""
    if (match := _ARROW.search(cell)) and _SOMEBODY.fullmatch(to := match["to"].strip()) and not _OF_NOBODY.search(to):
        return cell[match.start() :].strip().lower()
    if "engganti" not in cell.lower():
        return ""
    return found[0].lower() if (found := _REPLACED.search(cell)) else ""


def all_of_it_says_left(cell: str) -> bool:
    """Whether a cell of a column without remarks, such as an address, says nothing else: "Sudah pindah ke Depok"."""
    return cell[:4].lower() in _WHOLE_BEGINS and bool(_NOTHING_ELSE.fullmatch(cell[:_LONGEST].lower().strip()))


_WHOLE_BEGINS = frozenset(
    "meni,wafa,alma,alm,alm.,alm ,almh,(alm,pind,suda,sdh ,tela,tlh ,md,md.,kelu,2. m,2 me,2-me".split(",")
)
BEGINS = frozenset(
    written for begin in _WHOLE_BEGINS for written in (begin[:2], begin[:2].upper(), begin[:2].capitalize())
)
"""The first two letters of such cells: a quick first test."""
_NOTHING_ELSE = re.compile(
    r"(?:2 ?[.\-]? ?)?(?:(?:sudah|telah|sdh|tlh) )?"
    r"(?:meninn?gg?al(?: dunia)?|wafat|pindah(?: (?:ke|domisili|alamat|rumah)\b.{0,80}| keluar)?"
    r"|keluar(?: daerah| kota)?)[ .,\d/\-]{0,20}|\(?(?:almh?|almarhum(?:ah)?|md)\.?\)?"
)


_DITTOS = frozenset(
    {
        '"', '""', "''", "”", "“", "″", "〃", ",,", '-"-', "-”-", "-''-", '- " -', "sda", "s.d.a", "s.d.a.", "s d a",
        "s/d/a", "idem", "id.", "ditto", "do.", "sama", "sama dengan atas", "sama dengan di atas",
        "sama seperti di atas", "seperti di atas",
    }
)  # fmt: skip
"""Signs and words that repeat the cell above; a blank or a dash does not."""


def is_ditto(cell: object) -> bool:
    """Whether a cell only repeats the cell above."""
    return isinstance(cell, str) and len(cell) < 30 and " ".join(cell.lower().split()) in _DITTOS


_LINES = frozenset("\u0335\u0336\u0337\u0338")


def is_crossed_out(cell: object) -> bool:
    """Whether a text has combining signs that strike its letters or digits, as phones write them."""
    return isinstance(cell, str) and not _LINES.isdisjoint(cell[:_LONGEST])


class Remarks(dict[object, bool]):
    """Cell -> whether it says that somebody has left, or repeats the cell above."""

    def __missing__(self, cell: object) -> bool:
        if len(self) >= _MOST:
            self.clear()
        self[cell] = says = says_left(cell) or is_ditto(cell)
        return says
