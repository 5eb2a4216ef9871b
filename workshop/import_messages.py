"""Writes docs/labour-office-messages.md, every message of an import: `python -m workshop.import_messages`."""

import re
import tomllib
from dataclasses import dataclass
from pathlib import Path

_ROOT = Path(__file__).parent.parent
PAGE = _ROOT / "docs" / "labour-office-messages.md"
_TEXTS = _ROOT / "data" / "texts" / "lists.toml"


@dataclass(frozen=True, slots=True)
class Group:
    """One occasion: its heading, what it means to the clerk, and the messages, by how their keys begin."""

    title: str
    meaning: str
    keys: tuple[str, ...]


GROUPS = (
    Group(
        "Berkasnya tidak bisa dibuka",
        "Tidak ada yang terbit, dan daftar yang sekarang dipakai tidak berubah. Betulkan berkasnya, lalu impor lagi.",
        ("file.", "disk.", "unfit."),
    ),
    Group(
        "Buku kerja Excel perlu dibetulkan dulu",
        "Berkasnya terbuka, tetapi ada yang disembunyikan, rusak, atau tidak jelas. Buka di Excel, kerjakan yang "
        "disebut, simpan, lalu impor lagi.",
        ("book.", "end.sheet_or_all"),
    ),
    Group(
        "Halaman web yang diberi nama Excel",
        "Beberapa sistem mengekspor halaman web dengan nama .xls. Biasanya cukup dibuka di Excel dan disimpan sebagai "
        ".xlsx.",
        ("page.",),
    ),
    Group(
        "Judul kolom dan baris",
        "Program tidak bisa memastikan kolom mana yang berisi apa, atau milik siapa isi sebuah baris.",
        ("heading.", "columns.likely_nik", "column.", "rows.", "dates."),
    ),
    Group(
        "Beberapa berkas sekaligus",
        "Beberapa berkas dalam satu perintah dibaca sebagai satu daftar, jadi kolomnya harus sama.",
        ("lists.many", "lists.twice", "lists.no_field", "lists.no_status"),
    ),
    Group(
        "Baris yang ditolak",
        "NIK-nya salah atau tidak ada. Baris seperti ini tidak masuk data, jadi pemiliknya akan mendengar bahwa "
        "NIK-nya tidak ada di data. Jangan menebak angka NIK: lihat KTP, atau minta lagi dari sumbernya.",
        ("reason.nik_",),
    ),
    Group(
        "Orang yang tidak jelas",
        "NIK-nya benar, tetapi keterangan lain tidak bisa dibaca atau bertentangan. Orangnya tidak akan mendengar "
        "tercatat, dan tidak akan mendengar tidak tercatat. Betulkan barisnya, lalu impor lagi.",
        ("reason.", "reason.nik_is_kk", "remark."),
    ),
    Group(
        "Kata di kolom status",
        "Status yang tidak dikenal membuat orangnya tidak jelas. Ubah hanya kalau artinya pasti.",
        ("report.unknown", "report.error_advice", "report.as_above", "report.of_"),
    ),
    Group(
        "Kolom yang tidak dibaca, padahal mungkin penting",
        "Kolom seperti “Tgl Keluar” bisa menyebut siapa yang sudah keluar. Lihat isinya dulu. Tambahkan "
        "--ignore-columns hanya kalau kolom itu tidak menentukan siapa yang peserta.",
        ("columns.",),
    ),
    Group(
        "Daftar tanpa status, atau daftar calon",
        "Kalau diterbitkan, semua orang di dalamnya membaca bahwa mereka tercatat. Tambahkan --all-listed hanya kalau "
        "semua orang di daftar itu memang peserta. Ragu? Tanyakan kepada pengirim.",
        ("all_listed.",),
    ),
    Group(
        "Daftar tidak diterbitkan: jumlah dan tanggal",
        "Daftarnya terbaca, tetapi bedanya terlalu besar untuk diterbitkan tanpa diperiksa.",
        ("gate.",),
    ),
    Group(
        "Catatan: daftar tetap dibaca",
        "Catatan tidak menghentikan impor. Bacalah, dan periksa apakah memang begitu maksudnya.",
        ("note.", "report.over", "report.unfamiliar"),
    ),
    Group("Berkas hasil pemeriksaan (--rejected)", "Daftar yang sama, dengan alasan di sel merah.", ("rejected.",)),
    Group(
        "Yang diketik",
        "Perintahnya belum lengkap atau salah tulis. Tidak ada yang berubah.",
        ("usage.", "date."),
    ),
    Group(
        "status_words.toml",
        "Berkas kata status tambahan ada di folder data. Yang mengubahnya pengelola server.",
        ("words.",),
    ),
    Group(
        "Data yang sudah terbit",
        "Pesan ini untuk pengelola server: tunjukkan kepadanya, jangan dicoba sendiri.",
        ("snapshot.",),
    ),
)
_PARTS = frozenset(
    "few report.and columns.more columns.ignore columns.nameless all_listed.of_file all_listed.of_title "
    "all_listed.ask gate.not_rekeyed gate.command gate.look_first note.of_sheet book.of_sheet rejected.heading "
    "remark.no_heading words.line usage.help usage.takes_something usage.takes_nothing".split()
)
"""Parts of other messages, and what explains itself."""
_REPORT = ("report.", "field.", "progress.", "end.", "lists.")
"""Lines of the report, which the guide explains (docs/labour-office.md)."""
_VALUES = {
    "file": "berkas",
    "folder": "folder",
    "directory": "folder",
    "sheet": "lembar",
    "sheets": "lembar-lembar",
    "other": "yang lain",
    "column": "kolom",
    "columns": "kolom-kolom",
    "ends": "kolom",
    "heading": "judul",
    "first": "baris",
    "row": "baris",
    "cell": "isi sel",
    "cells": "sel",
    "words": "kata",
    "word": "kata",
    "name": "nama",
    "text": "isi baris",
    "title": "judul",
    "day": "tanggal",
    "as_of": "tanggal",
    "before": "tanggal",
    "status": "status",
    "field": "kolom",
    "where": "tempat",
    "parts": "berkas atau lembar",
    "option": "pilihan",
    "meant": "pilihan",
    "choices": "pilihan",
    "hear": "kalimat yang akan dibaca warga",
    "otherwise": "abaikan kolomnya: --ignore-columns KOLOM",
    "errors": "kesalahan Excel",
    "lists": "berkas",
    "there": "kolom-kolom",
    "why": "sebabnya",
    "problem": "sebabnya",
    "likely": "saran",
    "hint": "saran",
    "advice": "saran",
    "way": "saran",
    "most": "batas",
    "size": "ukuran",
    "seconds": "jumlah",
    "number": "nomor",
    "numbers": "nomor",
    "back": "nomor",
    "found": "versi",
    "read": "versi",
    "its": "kunci",
    "ours": "kunci",
}
"""What stands in place of a value; every other one is a number."""


_OTHERWISE = {
    ("heading.nik_twice", "first"): "kolom",
    ("heading.nik_twice", "second"): "kolom",
    ("book.parts", "parts"): "jumlah",
}
"""Values that mean something else in one message."""
_SWITCHES = {
    "gate.rejected": "--accept-rejected ‹jumlah›",
    "gate.unclear": "--accept-unclear ‹jumlah›",
    "gate.removed": "--replace",
    "gate.synthetic": "--replace",
    "gate.older": "--older",
    "columns.": "--all-listed",
    "all_listed.": "--all-listed",
    "remark.": "--all-listed",
    "rows.": "--all-listed",
}
"""What stands behind a message that ends with a colon."""


def _shown(key: str, both: dict[str, str]) -> str:
    def value(match: re.Match[str]) -> str:
        meaning = _OTHERWISE.get((key, match[1])) or _VALUES.get(match[1], "jumlah")
        return meaning if match[1] == "otherwise" else f"‹{meaning}›"

    told = re.sub(r"\{(\w+)\}", value, both["id"].strip())
    switch = next((switch for start, switch in _SWITCHES.items() if key.startswith(start)), "")
    return f"{told} {switch}" if told.endswith(":") and switch else told


def messages() -> dict[str, str]:
    """Each message in Indonesian, by its key; in place of its values stands what they are."""
    table = tomllib.loads(_TEXTS.read_text(encoding="utf-8"))
    return {key: _shown(key, both) for key, both in table.items()}


def grouped() -> list[tuple[Group, list[str]]]:
    """The groups, each with the keys of its messages; a key stands in the first group that names it longest."""
    found: dict[str, list[str]] = {group.title: [] for group in GROUPS}
    for key in messages():
        if key not in _PARTS:
            begins = [(len(start), -n) for n, one in enumerate(GROUPS) for start in one.keys if key.startswith(start)]
            if begins:
                found[GROUPS[-max(begins)[1]].title].append(key)
            elif not key.startswith(_REPORT):
                raise KeyError(f"{key} stands in no group")
    return [(group, found[group.title]) for group in GROUPS]


def page() -> str:
    """The whole page."""
    told = messages()
    intro = (
        "Halaman ini memuat setiap pesan yang bisa muncul waktu sebuah daftar diimpor. Cara mengimpor ada di"
        " [panduan Disnaker](labour-office.md). Yang tertulis ‹begini› diganti dengan nama berkas, kolom, baris, atau"
        " jumlah yang sebenarnya. Cari sepotong kalimatnya dengan Ctrl+F.\n\nSelama daftar belum terbit, warga tetap"
        " dijawab menurut daftar yang lama.\n"
    )
    parts = ["# Semua pesan impor\n", intro]
    for group, keys in grouped():
        parts.append(f"## {group.title}\n\n{group.meaning}\n")
        parts += [f"> {told[key]}\n" for key in keys]
    return "\n".join(parts) + "\n<!-- Written by `python -m workshop.import_messages`; a test keeps it true. -->\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
