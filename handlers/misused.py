"""Whether somebody tells that others use his NIK: not what we do with it, which the privacy page answers."""

from data import spelling

_MINE = frozenset("nik ktp kk identitas identity id xnikx".split())
_USED = frozenset(
    "dipakai dipake dipakek dipakenya dipke dipkai dipakein dipakaikan kepake kepakai kepakek terpakai digunakan "
    "digunain dimanfaatkan dimanfaatin dianggo dienggo dinggo dingge diangge digawe digunaake dipinjam "
    "dipinjem disilih disewakan dijual dibajak dikloning used using uses borrowed sold".split()
)
_WRONGED = frozenset(
    "dicatut nyatut dicuri dicolong dimaling dipaling disalahgunakan disalahgunain disalahgunaake disalah-gunakan "
    "dipalsukan dipalsuin stolen stole misused hacked".split()
)
"""Words that say by themselves that it was somebody else, and wrong."""
_SHARED = frozenset("nama ganda dobel double kembar dobelan".split())
_OTHERS = frozenset(
    "orang batur liyo liyan pinjol oknum tetangga tipu someone somebody person people else another saudara sepupu "
    "mantan majikan bos bandar calo perusahaan sales tukang siapa penadah pihak".split()
)
_FEARS = frozenset(
    "takut khawatir kuatir ragu ngeri cemas waswas jaminan jaminannya dijamin jamin aman nanti jangan bot sini "
    "kampanye bocor sieun wedi afraid safe worried will might could".split()
)
"""Words, as spelling.words reads them, of who asks what may happen to a NIK here."""


def is_told(text: str) -> bool:
    """Whether it is told: "NIK saya dipakai orang lain", "KTP saya dicatut pinjol"."""
    words = set(spelling.words(text))
    if not words & _MINE or words & _FEARS:
        return False
    if words & _WRONGED:
        return True
    shared = words & _SHARED and {"orang", "lain"} <= words
    return bool((words & _USED and words & _OTHERS) or shared)
