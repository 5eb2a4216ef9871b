"""Yes, no and never mind as people type them: one list of words for every question, of residents and of staff.

Only a whole message is read: a name or a sentence that merely holds such a word is none of these.
"""

from data.language import spelling

YES = frozenset("ya iya iye iyo iyah yes yep yup yoi y hooh nggih inggih muhun sumuhun enya".split())
AGREES = YES | frozenset("mau boleh setuju sure mangga monggo gas silakan silahkan".split())
NO = frozenset("tidak bukan jangan no ogah emoh moal".split())
_NO_ALONE = NO | frozenset("nomor belum nanti usah skip males malas berhenti".split())
"""`no` is read as `nomor`."""
_WHAT = {"kabar"}
"""What is declined: "gak usah kabari"."""
FILLERS = frozenset(
    "dong deh dah sudah lah kak pak bu bapak ibu bang abang min admin mas mbak teh kang atuh ah oke saja tolong dulu "
    "ye terimakasih sangat minat perlu butuh harus saya itu sok me tell".split()
)
"""What stands beside a yes or a no without changing it; any other word makes it a message of its own."""

_NEVER_MIND = frozenset(
    "batal batalin batalkan batalnya batalken dibatalin dibatalkan membatalkan cancel canceled cancelled dicancel "
    "urung urungkan diurungkan mengurungkan wurung bolay bolaykeun dibolaykeun gajadi gakjadi ngakjadi nggakjadi "
    "enggakjadi tidakjadi gausah gakusah ngausah nggausah nggakusah tidakusah gaperlu gakperlu lupakan lupain abaikan "
    "abaikeun kembali kembalikan balik back mundur keluar exit quit menu nevermind abort undo".split()
)
"""One of these is enough ..."""
_NOT = frozenset("tidak jangan ora moal emoh ulah nte".split())
_NOT_WHAT = frozenset("jadi usah perlu mau dilanjutkan lanjut diteruskan teruskan dilanjutin lanjutin sido".split())
"""... or one of each of these: "nggak jadi", "ga usah", "jangan dilanjutkan" ..."""
_TOGETHER = (
    {"never", "mind"}, {"forget", "it"}, {"not", "now"}, {"lain", "kali"}, {"nanti", "saja"},
    {"salah", "pencet"}, {"salah", "tekan"}, {"salah", "klik"}, {"salah", "tombol"}, {"salah", "kepencet"},
)  # fmt: skip
"""... or all of one of these."""
_FILLERS_OF_NEVER_MIND = FILLERS | frozenset(
    "eh eeh aduh waduh maaf punten sori sorry ini nya ya yah iya kok sih mending lebih baik mau aku saya gua gue kita "
    "undangan undang undangannya kader kadernya tulis siaran siarannya teks pesan pengumuman pengumumannya semua "
    "nih tuh buat untuk yang tadi please kalau begitu gitu salah pencet tekan klik tombol kepencet".split()
)

_NOT_YET = frozenset(
    "tunggu tungguin tgg tggu ditunggu bentar sebentar bntr sbntr sekedap sakedap antos antosan heula sek sik wait "
    "hold salah keliru typo hapus hapusin dihapus hapuskeun ulang ulangi diulang cek ngecek dicek periksa lihat tanya "
    "tanyakan wrong oops ups".split()
)
_FILLERS_OF_NOT_YET = _FILLERS_OF_NEVER_MIND | frozenset(
    "ketik kirim nulis nama namanya orang nomor on lagi ku duh euy".split()
)


def agrees(text: str) -> bool:
    """Whether it says yes, and nothing else: "ya", "boleh deh", "oke pak"."""
    words = {*spelling.words(text)}
    return bool(words) and words <= AGREES | FILLERS and bool(words & (AGREES | {"oke"}))


def declines(text: str) -> bool:
    """Whether it says no, and nothing else: "tidak", "nggak dulu", "ga usah ya"."""
    words = {*spelling.words(text)}
    return bool(words & _NO_ALONE) and words <= _NO_ALONE | AGREES | FILLERS | _WHAT


def never_mind(text: str) -> bool:
    """Whether somebody wants to leave what was asked: "nggak jadi", "batal deh", "menu", "salah pencet"."""
    said = spelling.words(text)
    words = {"".join(said)} if all(len(one) == 1 for one in said) else {*said}  # "B A T A L"
    if words & _NEVER_MIND:
        return words <= _NEVER_MIND | _NOT | _NOT_WHAT | _FILLERS_OF_NEVER_MIND
    if words & _NOT and words & _NOT_WHAT:
        return words <= _NOT | _NOT_WHAT | _FILLERS_OF_NEVER_MIND
    return any(one <= words and words - one <= _FILLERS_OF_NEVER_MIND for one in _TOGETHER)


def not_yet(text: str) -> bool:
    """Whether somebody asked for words is still busy with something else: "eh tunggu", "cek dulu", "salah ketik"."""
    words = {*spelling.words(text)}
    return bool(words & _NOT_YET) and words <= _NOT_YET | _FILLERS_OF_NOT_YET
