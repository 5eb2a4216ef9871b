"""Remarks in columns that are not read: which say that somebody has left."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.coverage.columns import name_remarks
from data.coverage.columns.name_remarks import NameWords, name_says_left
from data.coverage.columns.remarks import Remarks, says_left
from data.coverage.importing import importer
from data.coverage.importing.job import Accepted, ImportJob
from data.coverage.importing.read_columns import without_ignored
from data.coverage.lists.list_files import open_list
from data.coverage.lists.unread_columns import remark_columns
from tests.cases.test_second_files import NIKS
from tests.conftest import AS_OF, BUDI, NOW, SITI, Office, write_csv


@pytest.mark.parametrize(
    "written",
    [
        "tidak bekerja lagi", "MD 2025", "klaim JKM", "beralih ke PPU", "dimutasi ke Depok", "kontrak selesai",
        "masa berlaku habis", "udah ga ada", "dinon-aktifkan", "meninngal", "wapat", "hijrah ke Jogja", "putus kontrak",
        "MATI", "Mati", "almarhum", "Almarhumah", "ALM.", "(alm)", "Sudah meninggal", "meninggal dunia",
        "Meninggal 5/1/25",
        "MENINGGAL", "wafat", "suami sudah meninggal", "istri meninggal", "Pindah ke Kab. Bekasi", "pindah",
        "PINDAH DOMISILI", "sudah pindah rumah", "keluar", "Keluar dari program", "dikeluarkan", "berhenti",
        "berhenti kerja",
        "resign", "mengundurkan diri", "PHK", "Non aktif", "NON-AKTIF", "nonaktif", "tidak aktif", "tdk aktif",
        "dinonaktifkan per 1/10", "sudah tidak bekerja", "bukan lagi peserta", "tidak lagi ojol", "dicoret",
        "dibatalkan",
        "batal", "ditolak", "graduasi", "tidak layak", "sudah PNS, tidak berhak", "menjadi ASN", "expired",
        "berakhir 10/2025",
        "kadaluarsa", "kedaluwarsa", "belum terdaftar", "bukan peserta", "tidak ditemukan", "deceased", "tutup usia",
        "diberhentikan", "meningal", "sdh meninggl", "mutasi", "pndah ke bdg", "hilang kontak", "pulang kampung",
        "maot", "sudah PPU", "tidak dikenal",
        "meninggal_dunia", "KTP luar, bukan warga Bekasi", "Telah berpulang", "Sdh meninggal",
        "(ybs) sudah bekerja di PT", "sudah kerja di pabrik", "sudah bekerja", "ikut BPJS perusahaan",
        "ditanggung kantor", "diterima PNS", "jadi pegawai tetap", "gak mau lanjut", "menolak", "tidak bersedia",
        "non aktf", "tdk aktip", "diganti oleh Siti", "digantikan anaknya", "penerima mandiri", "bayar sendiri",
        "sudah mampu", "keluarga mampu", "masuk penjara", "menjadi TKI", "ke Malaysia", "kerja di Taiwan", "usia > 65",
        "umur sudah di atas 65", "lewat umur", "gagal daftar", "menunggu verifikasi", "belum diverifikasi", "fiktif",
        "KK pindah ke Karawang", "suami alm", "cerai, ikut suami ke Cirebon", "ikut anaknya di Bogor",
        "ngga ketemu", "tidak bisa ditemui", "warga luar", "almrhm", "cancel", "hapus",
        "Hapus!",
        "off per Juni", "klr", "kluar dari daftar", "TMS", "dipecat", "deactive", "purna tugas", "purnabakti 2025",
        "domisili di luar Bekasi", "usulan baru", "masih dalam pengajuan", "ikut suami ke Solo", "bukan ketua RT lagi",
        "tidak narik ojek lagi", "mantan ketua RW", "eks kader", "penghapusan",
    ],
)  # fmt: skip
def test_remarks_that_say_that_somebody_has_left(written: str) -> None:
    assert says_left(written)
    assert says_left(f"  {written.lower()} ")
    assert says_left(f"RT 05: {written}")


@pytest.mark.parametrize(
    "written",
    [
        "", "-", None, 1.0, "ojol", "Pedagang keliling", "aktif", "Aktif kembali", "masih hidup", "belum meninggal",
        "tidak pindah", "belum pernah berhenti", "CERAI MATI", "cerai mati, 3 anak", "pindahan dari Jakarta",
        "pindah datang", "kartu sudah keluar", "KTP belum keluar", "keluarga", "Kepala Keluarga", "Kartu Keluarga",
        "pengeluaran 2 juta", "Gg. H. Mat", "matic", "Almira", "mandor", "penerima PKH", "tidak terdaftar DTKS",
        "belum menerima bansos", "BPU, bukan penerima upah", "jaminan pensiun",
        "mutasi masuk", "KTP hilang", "tinggal di kontrakan", "pelanggan warung", "Jl. Kematangan", "sakit", "tidak",
        "ya", "valid", "TIDAK VALID", "lansia", "janda", "pekerjaan selesai", "KTP dikeluarkan oleh Disdukcapil", BUDI,
        "pindah RT", "pindah ke RW 05", "KK pindah", "HP tidak aktif", "No. HP sdh tdk aktif",
        "rumah di gang mati", "kontrak rumah", "klaim belum pernah",
        "usaha berhenti sementara", "istri alm. Joko", "janda almarhum H. Udin", "keluarga tidak mampu", "usia 65",
        "keluarga kurang mampu", "Bank Mandiri", "usaha mandiri", "eks TKI", "umroh ke Arab", "kartu diganti",
        "bekerja di pasar", "sudah bekerja 5 tahun", "sudah diverifikasi", "tidak ikut PKH", "lebih dari 3 anak",
        "Edit | Hapus", "Detail Ubah Hapus", "Lihat Cetak", "HP off", "ikut keluarga", "ikut orang tua",
        "warga luar biasa", "tidak ada di KK",
        "ke pasar", "orang tua", "dari kantor desa", "menunggu pelanggan",
        "ikut suami", "tidak sakit lagi", "mantan buruh pabrik", "jualan sampai luar kota",
        "guru PNS honorer", "cuci mobil",
        "usul perbaikan rumah", "off road", "tinggal di gang H. Luar", "bukan sakit", "baru", "N/A",
    ],
)  # fmt: skip
def test_remarks_that_say_something_else(written: object) -> None:
    assert not says_left(written)


@pytest.mark.parametrize("written", ["†", " † ", "(+)", "off", "OFF", "PNS", "pppk"])
def test_a_sign_or_a_word_that_stands_alone(written: str) -> None:
    assert says_left(written)
    assert not says_left("+")


PLAIN = ("Alamat", "Pekerjaan", "No HP", "Status Kawin", "Keberadaan Anggota Keluarga", "SHDK", "Jenis Kelamin")


@pytest.mark.parametrize("heading", PLAIN)
@pytest.mark.parametrize(
    "written", ["MENINGGAL", "Sudah meninggal dunia", "pindah ke Depok", "ALM", "2. Meninggal", "md"]
)
def test_a_cell_of_any_column_that_says_nothing_else_is_a_remark(office: Office, heading: str, written: str) -> None:
    path = write_csv(office.home / "list.csv", [[BUDI, "BUDI", "AKTIF", written]], ["NIK", "Nama", "Status", heading])
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, accepted=Accepted(unclear=1))
    report = importer.publish(order, lambda *_: None)
    assert report.unclear == {"remark_left": 1}
    assert report.remarks[0][0] == heading


@pytest.mark.parametrize(
    ("heading", "written"),
    [
        ("Alamat", "Jl. Pindah 3"), ("Alamat", "Pindahan Blok C"), ("Alamat", "Keluarga Berencana 5"), ("SHDK", "Anak"),
        ("Nama Ayah", "ALM"), ("Nama Suami", "Meninggal"), ("Pekerjaan Ayah", "Meninggal"), ("Status Kawin",
        "Cerai Mati"),
        ("Pekerjaan", "Mdr. bangunan"), ("Alamat", "Alm. H. Jaya 5"), ("No HP", "sudah diganti"), ("RT", "2"),
    ],
)  # fmt: skip
def test_other_cells_of_such_columns_are_none(office: Office, heading: str, written: str) -> None:
    path = write_csv(office.home / "list.csv", [[BUDI, "BUDI", "AKTIF", written]], ["NIK", "Nama", "Status", heading])
    report = importer.publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots), lambda *_: None)
    assert (report.published, report.unclear) == (True, {})


def test_a_short_word_says_it_only_where_it_stands_alone() -> None:
    assert says_left("MD")
    assert says_left("M.D.")
    assert not says_left("dr. Asep, MD")
    assert says_left("OFF.")
    assert says_left("tiada")


@pytest.mark.parametrize(
    "name",
    [
        "Budi (Alm)",
        "Siti, almh",
        "BUDI (PINDAH)",
        "BUDI - MENINGGAL",
        "BUDI - KELUAR",
        "BUDI [KELUAR]",
        "BUDI / PINDAH",
        "BUDI KELUAR",
        "Budi - berhenti 2026",
        "Budi keluar",
        "BUDI *MD*",
        "BUDI (+)",
        "Budi pindah",
    ],
)
def test_a_name_that_says_that_its_owner_has_left_makes_the_row_unclear(office: Office, name: str) -> None:
    assert name_says_left(name)
    path = write_csv(office.home / "list.csv", [[BUDI, name, "AKTIF"]], ["NIK", "Nama", "Status"])
    order = ImportJob(path, AS_OF, NOW, office.key, office.snapshots, accepted=Accepted(unclear=1))
    assert importer.publish(order, lambda *_: None).unclear == {"remark_left": 1}


@pytest.mark.parametrize(
    "name",
    [
        "Almira",
        "INDAH SARI",
        "Siti Indah",
        "ABDUL-RAHMAN",
        "R. / RADEN BUDI",
        "Asep [ojol]",
        "SALMAN",
        "Alm. Budi",
        "ALM BUDI",
        "(ALM) SITI",
        "ALMARHUM H. UJANG",
        "Siti binti alm. Joko",
        "BUDI bin (Alm) JOKO",
        "Siti (istri alm. Joko)",
        "Asep (ojol)",
    ],
)
def test_a_name_that_only_looks_so_is_somebodys(office: Office, name: str) -> None:
    path = write_csv(office.home / "list.csv", [[BUDI, name, "AKTIF"]], ["NIK", "Nama", "Status"])
    assert importer.publish(ImportJob(path, AS_OF, NOW, office.key, office.snapshots), lambda *_: None).unclear == {}


PARTS = (
    "BUDI M. NUR'AINI S.Pd Alm. almh (ALM) bin binti - (+) KELUAR (pindah) [MD] digantikan ~ASEP SURYA~ -> → >> "
    "(X) (out) † A\u0336S\u0336"
).split()


@given(st.lists(st.lists(st.tuples(st.sampled_from(PARTS), st.sampled_from(" \t\xa0")), max_size=5), max_size=4))
def test_words_that_were_in_other_names_change_nothing(names: list[list[tuple[str, str]]]) -> None:
    known = NameWords()
    for name in ("".join(part + blank for part, blank in parts) for parts in names):
        words = name.split()
        assert (not known.issuperset(words) and known.say_left(name, words)) == name_says_left(name)


def test_five_million_different_words_of_names_are_not_all_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(name_remarks, "_MOST_WORDS", 2)
    known = NameWords()
    assert not any(known.say_left(name, name.split()) for name in ("BUDI SANTOSO", "M. ALI", "SITI", "A" * 500))
    assert known == {"BUDI", "SANTOSO"}
    assert known.say_left("SITI (pindah)", ["SITI", "(pindah)"])


def test_five_million_different_remarks_are_not_all_held() -> None:
    known = Remarks()
    assert [known["MATI"], known[f"ojol {5}"], known[None], known[5.0]] == [True, False, False, False]
    for number in range(60_000):
        assert not known[f"ojol {number}"]
    assert len(known) <= 20_000
    assert known["MATI"]


def test_remarks_are_looked_for_where_they_may_stand(office: Office) -> None:
    headings = [
        "No",
        "NIK",
        "Nama",
        "Status",
        "Alamat",
        "Keterangan",
        "Status Kawin",
        "",
        "Validasi Dukcapil",
        "Exp",
        "Desil",
    ]
    path = write_csv(office.home / "list.csv", [["1", BUDI, *["x"] * 9]], headings)
    with open_list(path) as sheet:
        assert [headings[at] for at in remark_columns(sheet)] == ["Keterangan", "", "Validasi Dukcapil"]
        ignored = without_ignored(sheet, {"keterangan"})
        assert [headings[at] for at in remark_columns(ignored)] == ["", "Validasi Dukcapil"]


@pytest.mark.parametrize(
    "written",
    [
        "BUDI -> SITI", "→ Siti Aminah", "BUDI=>SITI", "BUDI >> SITI", "Budi --> Siti, S.Pd", "➜ H. JOKO",
        "pengganti: SITI", "penggantinya Siti", "Siti menggantikan", "ganti SITI AMINAH", "dialihkan ke Siti",
        "tukar dengan Siti", "oper ke JOKO",
    ],
)  # fmt: skip
def test_a_remark_on_who_came_for_somebody(written: str) -> None:
    assert says_left(written)
    assert Remarks()[written]


@pytest.mark.parametrize(
    "written",
    [
        "RT 01 -> RT 02", "ojol -> pedagang", "3 -> 4", "Gel. 2 -> Gel. 3", "Jl A -> Jl B", "NIK lama -> baru",
        "pengganti Budi", "menggantikan Joko", "pengganti", "ganti HP", "ganti kartu", "-", "→", "Jan -> Des",
        "Jatiasih - Rawalumbu", "ganti nama", "Pedagang → Buruh cuci", "dagang >> narik ojek",
    ],
)  # fmt: skip
def test_an_arrow_that_leads_to_nobody(written: str) -> None:
    assert not says_left(written)


@pytest.mark.parametrize(
    "written",
    [
        "masa jabatan selesai", "masa bakti sudah habis", "selesai kontrak", "lengser", "demisioner", "DO", "drop out",
        "tidak tinggal di sini", "rumah kosong", "balik ke kampung", "boyong ke Jawa", "nikah ikut suami", "kabur",
        "innalillahi", "sudah dimakamkan", "udh ga kerja", "tdk ngojek lg", "exit", "out per sept", "last day 31 Okt",
        "tidak ada orangnya", "KTP Jakarta", "KTP luar", "data ganda", "dobel", "tidak masuk kuota", "dipulangkan",
        "sdh punya BPJS dr kantor",
    ],
)  # fmt: skip
def test_more_remarks_that_say_that_somebody_has_left(written: str) -> None:
    assert says_left(written)


@pytest.mark.parametrize(
    "written",
    [
        "tidak tinggal serumah", "rumah kontrak", "KTP Bekasi", "menikah", "ada di tempat",
        "masa panen selesai", "exsit", "kembali ke pasar", "pulang jam 5", "udah ga sakit", "double cabin", "doa",
    ],
)  # fmt: skip
def test_more_remarks_that_say_something_else(written: str) -> None:
    assert not says_left(written)


@pytest.mark.parametrize(
    "name",
    [
        "ASEP †", "✝ ASEP", "ASEP ☠", "~ASEP SURYANA~", "A\u0336S\u0336E\u0336P\u0336", "ASEP -> SITI AMINAH",
        "ASEP (X)", "ASEP (NA)", "ASEP digantikan SITI", "ASEP (diganti)", "ASEP (OUT)",
    ],
)  # fmt: skip
def test_signs_beside_a_name(name: str) -> None:
    assert name_says_left(name)


@pytest.mark.parametrize(
    "name", ["ASEP*", "~ASEP", "ASEP (K)", "ASEP-UDIN", "NA'IM", "ASEP (NANA)", "D'MASIV", "ÉMILE"]
)
def test_other_signs_beside_a_name(name: str) -> None:
    assert not name_says_left(name)


def rows_of(office: Office, remarks: list[str], status: str = "AKTIF") -> dict[str, int]:
    """What is unclear in a list with these remarks below each other."""
    people = [[nik, "BUDI", status, said] for nik, said in zip(NIKS, remarks, strict=False)]
    path = write_csv(office.home / "list.csv", people, ["NIK", "Nama", "Status", "Keterangan"])
    accepted = Accepted(replace=True, unclear=len(NIKS))
    return importer.publish(
        ImportJob(path, AS_OF, NOW, office.key, office.snapshots, accepted=accepted), lambda *_: None
    ).unclear


@pytest.mark.parametrize("ditto", ['"', "sda", "s.d.a.", "idem", "''", '-"-', "Sama dengan di atas", "〃"])
def test_a_ditto_repeats_the_remark_above_it(office: Office, ditto: str) -> None:
    remarks = ["ojol", ditto, "meninggal dunia", ditto, ditto, "kader", ditto, "", ditto]
    assert rows_of(office, remarks) == {"remark_left": 3}
    assert rows_of(office, ["ojol", ditto, ditto]) == {}


@pytest.mark.parametrize("line", "\u0335\u0336\u0337\u0338")
def test_a_nik_with_a_line_through_its_digits(office: Office, line: str) -> None:
    crossed = "".join(digit + line for digit in BUDI)
    path = write_csv(
        office.home / "list.csv", [[crossed, "BUDI", "AKTIF"], [SITI, "SITI", "AKTIF"]], ["NIK", "Nama", "Status"]
    )
    report = importer.publish(
        ImportJob(path, AS_OF, NOW, office.key, office.snapshots, accepted=Accepted(unclear=1)), lambda *_: None
    )
    assert report.unclear == {"struck": 1}
    assert report.about
    assert report.about.listed == 1
