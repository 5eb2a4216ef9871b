"""Answers somebody who was cheated, and what they ask next: it stays with that matter as long as it is in reach.

Nothing about a NIK that cheats have got is answered with what this bot does with a NIK.
"""

import re

from data.chats.recent_answers import RecentAnswer
from handlers.context import Context
from handlers.free_text import urgent
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.words import cheated

_LONGEST = 40
"""In words."""
_LONGEST_DOUBT = 10
"""In words, of a message that asks whether it was a fraud."""
_NEAR = 4
"""The most answers since fraud was spoken of, for words that may also be about something else."""
_VICTIM, _WARNED = Outcome.INFO_SCAMMED, Outcome.INFO_SCAMS
_TOO_LATE = re.compile(r"\b(?:terlanjur|telanjur|keburu|kadung|too late|already did)\b")
_STEP_OF_WHAT_WAS_GIVEN = {"money": "info.scammed", "nik": "answer.scam.nik_given"}
_MONEY = r"(?:uang|duit|saldo|transferan|\d+ ?(?:rb|ribu|k|jt|juta)|money|artos|acis)"
_BACK = (
    r"(?:balik|balikin|balikeun|kembali|dikembalikan|dibalikin|diganti|ditarik|refund|back|mulang|uih|wangsul|mulih)"
)
_PAID = r"(?:bayar|dibayar|transfer|tf|setor|uang|duit|paid|mayar)"
_LISTED = (
    r"(?:daftar|terdaftar|kedaftar|didaftarin|didaftarkan|tercatat|masuk|kacatet|registered|listed|namanya|nama saya)"
)

# The steps for what is asked, in the order in which they are looked for.
_SURE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "answer.scam.not_given",
        re.compile(
            r"\b(?:minta|nyuruh|maksa|asked)\w*\b.*\b(?:belum|tidak|not)\b(?: \w+){0,3} "
            r"(?:kasih|kasi|beri|kirim|dikasih|diberi|give|given|send|sent)\b"
        ),
    ),
    (
        "answer.scam.money_back",
        re.compile(
            rf"\b{_MONEY}\w*\b(?: \w+){{0,6}} {_BACK}\b"
            rf"|\b(?:balik|kembali|get back|refund)\b(?: \w+){{0,3}} {_MONEY}\b"
        ),
    ),
    ("answer.scam.paid_for_place", re.compile(rf"\b{_PAID}\b.*\b{_LISTED}\b|\b{_LISTED}\b.*\b{_PAID}\b")),
    (
        "answer.scam.block_account",
        re.compile(
            r"\b(?:blok|blokir\w*|ngeblok\w*|diblokir|bekukan|dibekukan|logout|log out|keluar sendiri|dibajak|diretas"
            r"|dihack|hacked|ganti pin|block|freeze|dibobol)\b"
            r"|\b(?:bagaimana|cara|how)\b(?: \w+){0,8}? (?:dana|ovo|gopay|shopeepay|linkaja|bank|rekening"
            r"|atm|mbanking|akun)\b"
        ),
    ),
)
_MAYBE: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "answer.scam.report_where",
        re.compile(r"\b(?:lapor\w*|melapor\w*|laporan|polisi|polsek|polres|ngadu|adukan|report|police)\b"),
    ),
    (
        "answer.scam.nik_given",
        re.compile(
            r"\b(?:nik|ktp|kk|data|identitas|selfie)\b(?: \w+){0,12}? (?:bahaya|aman|amankah"
            r"|disalahgunakan|disalahgunain|takut|pinjol|utang"
            r"|tahu|pegang|kirim|dikirim|kasih|dikasih|dipakai|dipake|gimana|bagaimana|risiko|resiko|safe|danger\w*|misuse\w*)\b"
            r"|\b(?:bahaya|aman|takut|risiko|resiko)\b(?: \w+){0,12}? (?:nik|ktp|kk|data|identitas|selfie)\b"
        ),
    ),
)
_DOUBT = re.compile(r"\b(?:tipu|bohong|boongan|bohongan|modus|scam|fraud|fake|gadungan|abal|ngibul|jebakan)\w*\b")


async def respond(ctx: Context) -> Turn | None:
    """The answer to somebody who tells that they were cheated, or asks about that; None for any other message."""
    reading = ctx.reading
    if (
        ctx.incoming.kind != "text"
        or ctx.incoming.choice is not None
        or ctx.incoming.forwarded
        or ctx.question_elsewhere
    ):
        return None
    if reading.size > _LONGEST or reading.numbers.problem != "none" or reading.numbers.niks:
        return None
    if (ctx.question and ctx.question.kind == "factor") or urgent.is_in_need(reading):
        return None
    step = _step(reading.spelt, reading.size, list(ctx.answers_in_reach()))
    return await ctx.go(step) if step else None


def _step(spelt: str, size: int, before: list[RecentAnswer]) -> str:
    """The step for these words after these answers, newest first; empty if they are not about fraud."""
    near = [one.page for one in before[:_NEAR]]
    victim = any(one.page == _VICTIM for one in before)
    if victim:
        if cheated.GAVE_A_CODE.search(spelt):
            return "answer.scam.block_account"
        for step, said in _SURE + (_MAYBE if _VICTIM in near else ()):
            if said.search(spelt):
                return step
        if size <= _LONGEST_DOUBT and _DOUBT.search(spelt):
            return "answer.scam.was_fraud"
    told = cheated.given(spelt, of_a_fraud=victim or _WARNED in near)
    if not told and near[:1] == [_WARNED] and size <= _LONGEST_DOUBT and _TOO_LATE.search(spelt):
        told = "money"
    return _STEP_OF_WHAT_WAS_GIVEN.get(told, "")
