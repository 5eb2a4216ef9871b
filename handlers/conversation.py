"""Takes one message through the conversation: buttons, global words, a NIK anywhere, a question that waits."""

import re
from collections.abc import Awaitable, Callable

from data import nik, texts
from handlers import check, factor, info, privacy, welcome
from handlers.context import Context
from handlers.messages import Turn

Step = Callable[[Context], Awaitable[Turn]]

LONGEST_CHOICE = 64

# The one table of steps: what a button or a command leads to.
STEPS: dict[str, Step] = {
    "start": welcome.greet,
    "menu": welcome.menu,
    "check": check.ask,
    "check.again": check.again,
    "check.as_kk": factor.as_kk,
    "check.as_nik": check.as_nik,
    "info.why": info.why,
    "info.eligible": info.eligible,
    "info.update": info.update,
    "privacy": privacy.tell,
    "erase": privacy.erase,
    "language.id": welcome.speak_indonesian,
    "language.en": welcome.speak_english,
    "thanks": welcome.thank,
}

# Questions that wait for typed words; None means: not an answer to this question, go on.
WAITING: dict[str, Callable[[Context], Awaitable[Turn | None]]] = {
    "factor": factor.heard,
    "pick": check.pick_by_word,
}

COMMANDS = {
    "start": "start", "mulai": "start", "menu": "menu", "bantuan": "menu", "help": "menu",
    "cek": "check", "check": "check", "privasi": "privacy", "privacy": "privacy",
    "hapus": "erase", "erase": "erase", "delete": "erase",
    "english": "language.en", "indonesia": "language.id",
}  # fmt: skip

WORDS = {
    "start": "halo hallo helo hello hi hai hei hey p ping assalamualaikum asalamualaikum permisi punten start mulai",
    "menu": "menu bantuan help tolong batal cancel kembali",
    "check": "cek check nik",
    "thanks": "makasih thanks thx nuhun trims tengkyu suwun",
    "privacy": "privasi privacy",
    "language.en": "english inggris",
    "language.id": "indonesia indonesian",
}
PHRASES = {
    "start": (
        "selamat pagi",
        "selamat siang",
        "selamat sore",
        "selamat malam",
        "good morning",
        "good afternoon",
    ),
    "check": ("cek nik", "cek status", "cek data", "check nik", "mau cek", "cek dong", "cek kepesertaan"),
    "thanks": (
        "terima kasih",
        "terimakasih",
        "makasih banyak",
        "terima kasih banyak",
        "thank you",
        "hatur nuhun",
    ),
    "erase": ("hapus data saya", "hapus data", "delete my data", "erase my data"),
    "language.en": ("english please", "in english", "bahasa inggris", "pakai bahasa inggris"),
    "language.id": ("bahasa indonesia", "pakai bahasa indonesia"),
}


def fold(text: str) -> str:
    """Small letters and single spaces only; "Haloooo!!" is "halo"."""
    letters = re.sub(r"[^\w\s]", " ", text.casefold())
    return " ".join(re.sub(r"(.)\1{2,}", r"\1", letters).split())


# The words on our own buttons, typed instead of pressed.
_LABELS: dict[str, str] = {
    fold(texts.label(key, code)): step
    for code in texts.LANGUAGES
    for key, step in {
        "check": "check", "update": "info.update", "eligible": "info.eligible", "why": "info.why", "erase": "erase",
        "privacy": "privacy", "again": "check.again", "menu": "menu",
    }.items()
}  # fmt: skip
# Bare words that mean one thing wherever they stand alone.
_PHRASES = {fold(phrase): step for step, phrases in PHRASES.items() for phrase in phrases}
_WORDS = {fold(word): step for step, words in WORDS.items() for word in words.split()}
_WHILE_A_NAME_IS_AWAITED = _LABELS | _PHRASES | {word: step for word, step in _WORDS.items() if step == "menu"}
"""Hai, Ping and Indonesia are first names, too."""
_ALWAYS = _WHILE_A_NAME_IS_AWAITED | _WORDS


async def respond(ctx: Context) -> Turn:
    """One message in, one turn out. Whatever is typed gets an answer."""
    if ctx.incoming.choice is not None:
        return await _pressed(ctx, ctx.incoming.choice)
    text = ctx.incoming.text
    if len(text) > nik.LONGEST:
        return ctx.answer("too_much_text", ctx.text("too_much"), welcome.menu_buttons(ctx))
    if step := _global(ctx):
        return await STEPS[step](ctx)
    found = nik.find(text, ctx.today)
    if found.nik and (turn := await factor.kk_or_nik(ctx, found.nik)):
        return turn
    if found.problem != "none":
        return await check.heard(ctx, found)
    pending = ctx.chat.pending
    if pending and pending.step in WAITING and (turn := await WAITING[pending.step](ctx)):
        return turn
    return await (check.heard(ctx, found) if found.other else welcome.lost(ctx))


async def _pressed(ctx: Context, value: str) -> Turn:
    if value.startswith("check.pick.") and len(value) <= LONGEST_CHOICE:
        return await check.picked(ctx, value)
    return await STEPS.get(value, welcome.lost)(ctx)


def _global(ctx: Context) -> str | None:
    """The step that a command or a bare word names."""
    text = ctx.incoming.text.strip()
    if text.startswith("/"):
        word = re.split(r"[\s@]", text[1:], maxsplit=1)[0].casefold()
        return COMMANDS.get(word)
    waiting = ctx.chat.pending is not None and ctx.chat.pending.step == "factor"
    return (_WHILE_A_NAME_IS_AWAITED if waiting else _ALWAYS).get(fold(text))
