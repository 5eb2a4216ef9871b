"""Decides whether free text of staff is meant for the desk or is a question that a resident might ask."""

import re

from handlers.context import Context
from handlers.free_text import urgent
from handlers.phrases import commands, wishes

_OF_THE_DESK = re.compile(
    r"\b(?:(?:di|me|pe|pen|ter)?siar(?!ah)\w*|broad?cast\w*|brodkes\w*|bc|blast\w*|woro|massal|tayang\w*"
    r"|(?:di|peng|meng|ter)?umum(?:kan|in|an)\w*|(?:ter|di|me|nge)?kirim\w*|(?:di|me|ter)?sebar\w*|(?:di)?(?:tunda|undur)"
    r"|draft?\w*|lampiran\w*|jadwal\w*|ralat\w*|(?:jam|pukul) \d"
    r"|(?:undang|daftar\w*|tambah\w*|angkat|bikin|buat|hapus|cabut|perpanjang\w*|siapa|berapa|semua) (?:\w+ ){0,2}"
    r"kader\w*|kader (?:baru|saya|kita|kami|aktif|yang)|(?:meng|di)?undang\w*|statistik\w*"
    r"|(?:berapa|jumlah|banyak) (?:orang|warga|pengguna|yang) (?:\w+ ){0,3}(?:(?:me|nge|di)?cek|tanya|bertanya|pakai)"
    r"|pelanggan\w*|(?:ber)?langganan|subscriber\w*|penerima|petugas|penulis|penyetuju|(?:di|me)?setuju(?:i|in)|approve\w*"
    r"|(?:ke|untuk|buat|semua|seluruh|para|kabar|info|beritahu)\w* (?:\w+ )?(?:warga|masyarakat))\b"
)
"""Words that residents seldom write, as returned by `spelling.words`."""
_TRIED_OUT = frozenset(
    "check_coverage self_registration eligibility update_data benefits contribution claim office about_program privacy "
    "scam_report human language greeting thanks".split()
)
"""Topics of residents that staff ask about, too."""
_SURE = 0.85
"""The probability from which text without a question mark counts as a resident's question."""
_A_QUESTION = 0.6
"""The same for text with one, or where a fine question is as good as certain."""
_CERTAIN = 0.8
_ASKED_OF_RESIDENTS = frozenset({"factor", "pick", "guide", "kecamatan", "genuine"})
"""Open questions that staff answer as a resident would."""


def belongs_to_the_desk(ctx: Context) -> bool:
    """Whether the text is for the desk: everything that is not clearly what a resident would write."""
    reading = ctx.reading
    if reading.is_blank or _belongs_to_a_resident(ctx):
        return False
    if _OF_THE_DESK.search(reading.spelt):
        return True
    if ctx.chat.subscription and wishes.step_wished(reading) == "unsubscribe":
        return False
    intent = reading.intent
    asks = reading.raw.rstrip().endswith("?") or any(one.probability >= _CERTAIN for one in intent.questions[:1])
    enough = _A_QUESTION if asks else _SURE
    return intent.topic not in _TRIED_OUT or intent.probability < enough


def _belongs_to_a_resident(ctx: Context) -> bool:
    """Whether it is a command, a number, an emergency, a forwarded message, or an answer to a resident's question."""
    reading = ctx.reading
    if commands.command_name(reading) or commands.step_named(reading, factor_awaited=False):
        return True
    if ctx.question and ctx.question.kind in _ASKED_OF_RESIDENTS:
        return True
    numbered = reading.holds_a_number
    return bool(numbered or ctx.incoming.forwarded or reading.check_codes or urgent.is_in_need(reading))
