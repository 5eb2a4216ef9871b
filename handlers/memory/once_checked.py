"""Keeps in mind what the last check found, for questions long after it: of a card, "kok ga pernah dikabari", "aman ya".

Who is listed is not told why one is not, and nobody who sent a NIK is asked to send it again.
"""

import re

from data.chats.recent_answers import RecentAnswer
from data.language import spelling
from handlers.context import Context
from handlers.coverage import last_standing
from handlers.free_text import intent_pages
from handlers.memory import result_again
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading

_LONGEST = 20
"""In words."""
_LISTED = frozenset({"check.found", "check.found_later"})
_CARD = re.compile(r"\b(?:kartu(?:nya|na|ku)?|card|kpj|idcard)\b")
_ON_CARDS = frozenset(f"answer.check.{one}" for one in ("no_card", "card_lost", "two_cards", "card_name_wrong"))
_OTHER_CARD = re.compile(
    r"\b(?:keluarga|kk|ktp|kis|kesehatan|sehat|jkn|penduduk|sembako|bansos|pintar|prakerja|kredit|atm|debit|perdana"
    r"|family|credit)\b"
)
_OF_A_CLAIM = re.compile(
    r"\b(?:kecelakaan|celaka|cilaka|jatuh|meninggal|klaim|rumah sakit|rs|igd|accident|claim|hospital|died|luka|sakit)\b"
)
_NEVER_TOLD = re.compile(
    r"\b(?:tidak|belum|not|never)\b(?: (?:pernah|ada|yang|saya|sekali|dapat|di|ever|been|was|any))* "
    r"(?:kabar\w*|dikabar\w*|ngabar\w*|info\w*|diinfo\w*|beri\s?tahu\w*|diberi\w*|dikasih tahu|kasih tahu|pemberitahuan"
    r"|dihubungi|ditelepon|tahu|disurati|surat|pesan|dipanggil|diundang|told|informed|wartos\w*|dibejaan|notice)\b"
)
_SAFE = frozenset(
    spelling.words(
        "aman tenang lega terlindungi dilindungi terjamin dijamin ditanggung safe protected tenteram terlindung ayem"
    )
)
_OF_DATA = frozenset(
    spelling.words("nik data ktp kk privasi bot chat kirim disimpan bocor link pesan otp xnikx foto pinjol")
)
_BESIDE_SAFE = frozenset(
    spelling.words(
        "jadi berarti artinya brarti ya kan dong sudah saya dia beliau kita kami oke ok bu pak kak bang min "
        "mas mbak teh kang ibu "
        "bapak istri suami anak dah deh sih nih so then i am is are we he she can now alhamdulillah syukur "
        "bisa boleh mah atuh "
        "abdi sekarang kalau gitu begitu sip siap terus lalu ? hati rasanya jadinya tinggal apa tidak usah "
        "khawatir worry"
    )
)
_SENT = frozenset(
    spelling.words(
        "kirim dikirim ngirim kasih dikasih ngasih ketik diketik masukin dimasukin tulis ditulis sent send "
        "kintun dikintun"
    )
)
_BEFORE = frozenset(spelling.words("tadi sudah barusan kan already just parantos"))
_BESIDE_SENT = frozenset(
    spelling.words(
        "lah loh lho kan saya nik nomor nya no ktp itu tadi sudah yang bu pak kak bang min mas mbak teh kang "
        "di sini atas kok i have "
        "it my the masa ih aduh gimana sih dong tuh ? angka angkanya lagi disuruh minta diminta kenapa harus ya"
    )
)
_OTHERS = frozenset(spelling.words("tetangga teman orang saudara neighbour neighbor friend others mereka"))
_CHECKS = frozenset(
    spelling.words(
        "cek dicek ngecek mengecek periksa diperiksa check lagi lain baru nik nomor kirim satu another again new deui"
    )
)
"""Words of a message that may be about a new check."""
_MAY_BE_CHOSEN = "answer.eligible.in_desil"
_ASK_FOR_A_NIK = frozenset({"", "answer.check.listed", "answer.check.nik_where"})
"""The parts of a page, and the page itself, that ask for a NIK, or say why one is not listed."""


async def respond(ctx: Context) -> Turn | None:
    """The answer to words that mean the NIK that was checked before; None for any other."""
    last, reading = ctx.last_check, ctx.reading
    if (
        ctx.incoming.choice is not None
        or ctx.incoming.kind != "text"
        or ctx.incoming.forwarded
        or ctx.question_elsewhere
    ):
        return None
    if (
        last is None
        or last.asked is None
        or last.asked.nik is None
        or reading.size > _LONGEST
        or reading.holds_a_number
    ):
        return None
    if (ctx.question and ctx.question.kind in {"factor", "guide"}) or not result_again.is_of_the_same(reading, last):
        return None
    if _says_sent(reading) or _asks_whether_safe(reading):
        return await result_again.tell(ctx)
    spelt = reading.spelt
    of_card = bool(_CARD.search(spelt)) and not _OTHER_CARD.search(spelt) and not _OF_A_CLAIM.search(spelt)
    if not (of_card or _NEVER_TOLD.search(spelt)) or not await _is_listed(ctx, last):
        return None
    if not of_card:
        return await result_again.tell(ctx)
    asked = intent_pages.clear_answer(reading)
    return await ctx.go(asked if asked in _ON_CARDS else "info.membership")


async def _is_listed(ctx: Context, last: RecentAnswer) -> bool:
    if last.asked is None or last.harm:
        return False
    return await last_standing.page_of(ctx, last.asked) in _LISTED


def _says_sent(reading: Reading) -> bool:
    """Whether it says that the NIK was sent already, and nothing else."""
    said = frozenset(reading.words)
    return bool(said & _SENT) and bool(said & _BEFORE) and said <= _SENT | _BEFORE | _BESIDE_SENT


def _asks_whether_safe(reading: Reading) -> bool:
    """Whether it asks if they are covered now: "berarti saya tenang ya"; of data and NIK it asks something else."""
    said = frozenset(reading.words)
    return bool(said & _SAFE) and said <= _SAFE | _BESIDE_SAFE and not said & _OF_DATA


async def in_mind(ctx: Context, turn: Turn) -> Turn:
    """The turn; for who is listed the result in place of why one is not, and of a request for the NIK sent before."""
    last, reading = ctx.last_check, ctx.reading
    if last is None or last.asked is None or last.asked.nik is None or not result_again.is_of_the_same(reading, last):
        return turn
    newest = turn.chat.recent[-1] if turn.chat and turn.chat.recent else None
    if not _OTHERS.isdisjoint(reading.words):
        return turn
    part = newest.part if newest else ""
    if part == _MAY_BE_CHOSEN:
        return await result_again.tell(ctx) if await _is_listed(ctx, last) else turn
    if part not in _ASK_FOR_A_NIK:
        return turn
    if turn.answer.outcome == Outcome.INFO_WHY:
        return await result_again.tell(ctx) if await _is_listed(ctx, last) else turn
    if turn.answer.outcome == Outcome.CHECK_ASKED and not _CHECKS.intersection(reading.words) and not last.about:
        return await result_again.tell(ctx)
    return turn
