"""Recognises reports that other people use one's NIK. The privacy page says what this bot does with a NIK."""

import re

from handlers.reading import Reading

_MINE = frozenset("nik ktp kk identitas identity id xnikx nikku ktpku kkku".split())
_ME = "saya|kuring|abdi|urang|aing|kula|kulo|aku|ku|my|istri|suami|ibu|bapak|anak|kakak|adik|orang tua"
_MY_OWN = re.compile(rf"\b(?:nik|ktp|kk|identitas) (?:{_ME})\b|\bmy (?:nik|ktp|id|identity)\b")
_MY_DATA = re.compile(rf"\bdata (?:diri |pribadi |ktp |nik )?(?:{_ME})\b|\bmy (?:personal )?data\b")
_USED = frozenset(
    "dipakai dipake dipakek dipakenya dipke dipkai dipakein dipakaikan kepake kepakai kepakek terpakai digunakan "
    "digunain dimanfaatkan dimanfaatin dianggo dienggo dinggo dingge diangge digawe digunaake dipinjam "
    "dipinjem disilih disewakan dijual dikloning dijadikan dijadiin digunakno digunakake used using "
    "uses borrowed sold".split()
)
_WRONGED = frozenset(
    "dicatut nyatut dicuri dicolong dimaling dipaling disalahgunakan disalahgunain disalahgunaake disalah-gunakan "
    "disalahgunakeun dipalsukan dipalsuin dibajak dibobol stolen stole misused hacked diretas dihack".split()
)
"""Words that by themselves mean misuse by somebody else."""
_APART = re.compile(
    r"\b(di|ke) ?(salah) ?(gunakan|gunain|gunaake|gunakeun)\b|\b(di) (curi|colong|pakai|pake|jual|sebar|bajak)\b"
)
"""One word written as two or three: "di salah gunakan"."""
_SPREAD = frozenset(
    "disebar disebarin disebarkan disebarluaskan disebarkeun tersebar nyebar dibocorin dibocorkan leaked diviralkan "
    "dishare dibagikan dibagiin".split()
)
_DOUBLED = frozenset("ganda dobel double kembar dobelan".split())
_SHARED = _DOUBLED | {"nama"}
_OTHERS = frozenset(
    "orang batur liyo liya liyan jalmi tiyang jelema sanes pinjol oknum tetangga tipu someone somebody person "
    "people else another saudara sepupu mantan majikan bos bandar calo perusahaan sales tukang siapa saha penadah "
    "pihak".split()
)
_USING = re.compile(
    rf"\b(?:{'|'.join(sorted(_OTHERS))}|wong|sapa|anybody|who|(?:ada|aya) (?:yang|nu))\b(?: [^\W\d]+){{0,4}}? "
    r"(?:pakai|pake|pakek|make|makai|memakai|gunakan|gunain|menggunakan|manfaatkan|memanfaatkan"
    r"|manfaatin|pinjam|pinjem|minjem|meminjam|jual|menjual|curi|nyuri|mencuri|nyolong|nyatut|mencatut"
    r"|menyalahgunakan|nganggo|ngangge|nggawe|uses?|used|using|stole|steals"
    r"|(?:registered|enrolled|applied|signed up) (?:with|using))"
    r"(?: (?:foto|nomor|data|no|nama|dan)){0,2} (?:my )?"
    rf"(?:nik|ktp|kk|identitas|identity|id|data)(?: (?:{_ME})\b(?! sendiri)|$)"
)
"""Others before the verb, and one's own document after it: "orang lain pakai NIK saya", not "pakai KTP orang lain"."""
_WANTS_TO_KNOW = frozenset("bisa boleh dapat cek ngecek periksa cari nyari lihat tahu can may tidak kan".split())
"""Words of questions about who is able to: "mantan bisa cek pakai NIK saya?"."""
_WHY = re.compile(r"\b(?:kenapa|naha|geuning|why) (?:[^\W\d]+ ){0,2}?(?:nik|ktp|identitas)\b")
_FOR = frozenset("untuk buat apa for".split())
_MAYBE = re.compile(
    r"\b(?:(?:bisa|could|can) (?:saja |be |get )?(?:di|ke|ter|used|stolen|misused)"
    r"|(?:tidak|moal) di(?=pa[kl]|pek|salah|guna|curi|sebar|jual|pinj|manfaat|[ae]nggo|ngg))"
)
_ASKS = frozenset(
    "jaminan jaminannya jaminanana dijamin jamin aman nanti bisi jangan bot sini kampanye akan bakal bakalan safe "
    "will might could".split()
)
"""Words, as returned by `spelling.words`, of questions about what may happen to a NIK here."""
_FEARS = frozenset(
    "takut takutnya khawatir kuatir ragu ngeri cemas waswas bocor sieun wedi afraid worried scared trauma kapok".split()
)
_GIVES = frozenset(
    "kirim ngirim mengirim dikirim ketik ngetik mengetik diketik kasih ngasih kasi ngasi dikasih beri memberi diberi "
    "masukkan masukin memasukkan dimasukkan isi ngisi mengisi simpan disimpan disimpen hapus dihapus dibusak dipupus "
    "kalau send give type".split()
)
"""Words that show that a fear concerns this bot: "takut kirim NIK"."""
_QUESTION = frozenset("? tidak bukan kan to apakah apa boleh bisa".split())


def is_reported(reading: Reading) -> bool:
    """Whether the message reports misuse: "NIK saya dipakai orang lain", "ada yang pakai NIK saya"."""
    said = _APART.sub(lambda found: "".join(filter(None, found.groups())), reading.spelt).split()
    words, whole = set(said), " ".join(said)
    mine, data = bool(words & _MINE), bool(_MY_DATA.search(whole))
    if not (mine or data) or words & _ASKS or _MAYBE.search(whole):
        return False
    used = words & _USED
    if words & _FEARS == {"bocor"} and data and used and words & _OTHERS and not words & _QUESTION:
        return True  # both a leak and its misuse are reported
    if words & _FEARS and (words & _GIVES or not _MY_OWN.search(whole)):
        return False
    if words & _WRONGED or (_USING.search(whole) and not words & _WANTS_TO_KNOW):
        return True
    if words & _SPREAD and not words & (_QUESTION | _FEARS):
        return True
    if used and words & _OTHERS and (mine or not words & _QUESTION):
        return True
    if used and _WHY.search(whole) and not words & _FOR:
        return True
    doubled = words & _DOUBLED and {"dengan", "orang"} <= words and "tua" not in words
    return mine and bool(doubled or (words & _SHARED and {"orang", "lain"} <= words))
