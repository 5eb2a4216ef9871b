"""Watches on a NIK, which inform a person when its answer changes: begins, lists and ends them."""

from msgspec.structs import replace

from data import channels
from data.chats.recent_answers import RecentAnswer
from data.content import texts
from data.watches import watches
from data.watches.watches import Watch
from handlers.context import Context
from handlers.coverage import coverage_answer
from handlers.messages import Choice, Reply, Turn
from handlers.outcomes import Outcome
from handlers.subscription import subscription

PREFIX = "watch."
_DROP = "watch.drop."
_TOPIC = "subscribe"
_BEFORE_IT_ENDS = 2
"""Days: so much earlier than a chat on the web ends, its person is reminded to open it."""


async def begin(ctx: Context, value: str) -> Turn:
    """Begins the watch behind a button; an old button, whose NIK was deleted, is answered as expired."""
    return await _begin(ctx, ctx.answer_with_buttons(value.removeprefix(PREFIX)))


async def _begin(ctx: Context, answer: RecentAnswer | None) -> Turn:
    asked = answer.asked if answer else None
    if asked is None or asked.nik is None or asked.watch is None:
        return coverage_answer.expired(ctx)
    incoming, offer = ctx.incoming, asked.watch
    watch = Watch(incoming.channel, incoming.address, asked.nik, offer.typed or None, offer.snapshot, ctx.now)
    if not await watches.add(ctx.tx, watch):
        text = ctx.text("watch.too_many", most=watches.MAX_WATCHES_PER_CHAT)
        return ctx.answer(Outcome.WATCH_TOO_MANY, text, ctx.buttons("privacy.watches", "menu"), topic=_TOPIC)
    if ctx.can_write_first:  # the app's language is unknown when we send by ourselves
        ctx = replace(ctx, chat=replace(ctx.chat, language=ctx.language))
    buttons = ctx.buttons("guide", "privacy.watches", "menu")
    if ctx.can_write_first:
        return ctx.answer(Outcome.WATCH_KEPT, ctx.text("watch.kept"), buttons, topic=_TOPIC)
    if incoming.pushed:
        return ctx.answer(Outcome.WATCH_KEPT, ctx.text("watch.kept_on_visit"), buttons, topic=_TOPIC)
    text = ctx.text("watch.kept_here")
    if telegram := ctx.services.links.get(channels.TELEGRAM.name):
        text = f"{text}\n\n{ctx.phrase('watch_on_telegram', link=f'{telegram}?start=cek')}"
    turn = ctx.answer(Outcome.WATCH_KEPT, text, buttons, topic=_TOPIC)
    return turn.with_last_reply(remind=channels.WEB.chat_kept.days - _BEFORE_IT_ENDS)


async def begin_typed(ctx: Context) -> Turn:
    """For a typed "kabari saya": watches the NIK of the last answer, or else subscribes to announcements."""
    if ctx.incoming.choice is not None:
        return coverage_answer.expired(ctx)
    return await (_begin(ctx, ctx.last_check) if coverage_answer.watch_offer(ctx) else subscription.subscribe(ctx))


async def list_all(ctx: Context) -> Turn:
    """Lists the chat's watches by date, since no NIK is stored."""
    kept = await watches.of_chat(ctx.tx, ctx.incoming.channel, ctx.incoming.address)
    if not kept:
        return ctx.answer(Outcome.WATCH_LIST, ctx.text("watch.none"), ctx.buttons("check", "menu"), topic="privacy")
    lines = "\n".join(f"{n}. {ctx.moment(one.since)}" for n, one in enumerate(kept, start=1))
    buttons = tuple(
        Choice(ctx.phrase("drop_watch", number=n), f"{_DROP}{int(one.since.timestamp())}")
        for n, one in enumerate(kept, start=1)
    )
    return ctx.answer(
        Outcome.WATCH_LIST, ctx.text("watch.list", lines=lines), (*buttons, *ctx.buttons("menu")), topic="privacy"
    )


async def drop(ctx: Context, value: str) -> Turn:
    """Ends one watch."""
    since = value.removeprefix(_DROP)
    known = since.isdecimal() and len(since) <= 12
    if not known or not await watches.remove(ctx.tx, ctx.incoming.channel, ctx.incoming.address, int(since)):
        return await list_all(ctx)
    return ctx.answer(
        Outcome.WATCH_DROPPED, ctx.text("watch.dropped"), ctx.buttons("privacy.watches", "menu"), topic="privacy"
    )


async def respond_to_button(ctx: Context, value: str) -> Turn:
    """The answer to a button with a token or with a watch to end."""
    return await drop(ctx, value) if value.startswith(_DROP) else await begin(ctx, value)


# ---------------------------------------------------------------- where we cannot write first


async def with_news(ctx: Context, turn: Turn) -> Turn:
    """The turn and, where we cannot write first, news of watches since the last answer."""
    incoming, about = ctx.incoming, ctx.services.coverage.about
    if ctx.can_write_first or incoming.private_link or turn.chat is None:
        return turn
    found = await watches.with_news_of_chat(ctx.tx, incoming.channel, incoming.address, about.number if about else 0)
    for watch in found:
        await watches.end_after_notice(ctx.tx, watch)
    kinds = dict.fromkeys(watch.news for watch in found if watch.news)
    return turn.followed_by(tuple(notice(kind, turn.answer.language) for kind in kinds))


def notice(kind: watches.News, language: str) -> Reply:
    """The news of a watch; it reveals nothing on a shared phone."""
    return Reply(texts.text(f"watch.{kind}", language), (Choice(texts.label("check", language), "check", "primary"),))


async def poll(ctx: Context) -> Turn:
    """The web page's poll for news, which `with_news` adds to the turn. Typed, it lists the watches."""
    return ctx.no_reply(Outcome.NEWS) if ctx.incoming.choice and not ctx.incoming.pushed else await list_all(ctx)
