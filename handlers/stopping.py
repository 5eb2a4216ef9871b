"""Whether a message that might answer another question of ours asks us to write no more."""

import re

from data import spelling
from handlers.understand import understand

_BARE = frozenset("berhenti unsubscribe unreg eureun liren".split())
_BESIDE = frozenset("dong deh dah sudah lah ya kak pak bu bang min admin mas tolong saja dulu lagi ah".split())
_NO_MORE = _BARE | frozenset(
    "jangan usah cukup perlu mau harus jadi batal batalin batalkan matikan matiin hapus keluar keluarin cabut bosan "
    "ganggu don't dont not no nomor remove take".split()
)
"""Words, as spelling.words reads them, of which one stands wherever somebody wants no more ..."""
_OF_WHAT = re.compile(
    r"abar|irim|intun|umum|langgan|info|pesan|pesen|notif|siar|cast|messag|msg|announc|update|perbarui|wart|beja"
    r"|whatsapp|sms|list|text|subs"
)
"""... and pieces of words for what."""


def asks_to_stop(text: str) -> bool:
    """Whether it does. A first name never does, nor does "sudah dikirim", which may answer a step of the guide."""
    if understand(text).topic != "unsubscribe":
        return False
    words = {*spelling.words(text)}
    if words & _BARE and words <= _BARE | _BESIDE:
        return True
    return bool(words & _NO_MORE and _OF_WHAT.search(" ".join(words)))
