"""Answers a sigh, and anger at the bot or the city, with a kind word and what can be done, and with no page."""

import re

from data.language import spelling
from handlers.context import Context
from handlers.free_text import urgent
from handlers.memory import last_page, not_listed
from handlers.messages import Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading

_LONGEST = 16
"""In words."""
_SIGHS = frozenset(
    spelling.words(
        "hadeh hadeuh hadah huft hufft hft huh ck cih yaelah elah yailah buset busyet sudahlah udahlah percuma sigh "
        "ugh meh haduh haduuh males malas bodo bodoamat halah alah euleuh pusing nyerah"
    )
)
_BESIDE = frozenset(
    spelling.words(
        "hm hmm ah ya lah deh dah sih dong kan tuh tu nih ini itu amat bot min kak bang pak bu mas mbak teh kang saya "
        "sudah tidak tahu gitu doang saja lagi banget oh wah eh yah begini begitu mah atuh euy capek kesal"
    )
)
_THE_BOT = re.compile(
    r"\bbot\b(?: \w+){0,8}? (?:guna|gunanya|berguna|ginian|begituan|buat apa|untuk apa|tahu apa|ngerti apa"
    r"|bisa apa|doang|bantu"
    r"|useless)\b"
    r"|\b(?:guna|gunanya|buat apa|untuk apa|tahu apa|ngerti apa|percuma|useless)\b(?: \w+){0,8}? bot\b"
    r"|\bbot (?:apa|doang|tidak guna)\b"
)
_ABOUT_THE_BOT = frozenset(
    spelling.words("nik data aman asli resmi palsu siapa privasi bayar gratis daftar klaim cek xnikx")
)
"""Words of a question about the bot that means it."""
_THE_CITY = re.compile(
    r"\b(?:pemkot|pemerintah|pamarentah|walikota|wali kota|pejabat|negara|dinas|gubernur|bekasi|kota)\b"
)
_NEVER_GOT = re.compile(r"\b(?:tidak|belum|kagak)\b(?: \w+){0,2} dapat\b|\btidak adil\b|\bpilih kasih\b")


async def respond(ctx: Context) -> Turn | None:
    """The answer to a sigh or to anger; None for any other message, and where a page of need came before."""
    reading, before = ctx.reading, ctx.last_answer
    if ctx.incoming.kind != "text" or ctx.incoming.forwarded or ctx.question_elsewhere or reading.size > _LONGEST:
        return None
    if ctx.harm or (before and before.of_despair) or urgent.tells_of_harm(reading) or reading.holds_a_number:
        return None
    if (ctx.question and ctx.question.kind in {"factor", "guide"}) or not (_sighs(reading) or _is_angry(reading)):
        return None
    if await last_page.page_before(ctx) in not_listed.PAGES:
        disappointed = ctx.text("thanks.disappointed")
        return ctx.answer(Outcome.THANKS, disappointed, ctx.buttons("guide", "info.why", "menu"), topic="thanks")
    return ctx.answer(
        Outcome.INFO_CALM,
        ctx.text("calm.sigh"),
        ctx.buttons("check", "info.human", "menu"),
        topic=reading.intent.topic or "human",
    )


def _sighs(reading: Reading) -> bool:
    said = frozenset(reading.words)
    return "?" not in said and bool(said & _SIGHS) and said <= _SIGHS | _BESIDE


def _is_angry(reading: Reading) -> bool:
    """Whether it is anger at the bot, or an insult to the city by somebody who never got anything."""
    if _THE_BOT.search(reading.spelt) and _ABOUT_THE_BOT.isdisjoint(reading.words):
        return True
    insults = "insult" in reading.signs and "?" not in reading.words
    return insults and bool(_THE_CITY.search(reading.spelt) and _NEVER_GOT.search(reading.spelt))
