"""Announcements of the programme: all, those of one kecamatan, or no longer; and how people read one."""

import re
from itertools import islice

from data.announcements import deliveries, visits
from data.announcements.announcements import Broadcast
from data.chats.chats import Chat, Pending, Subscription
from data.content import texts
from data.database.sqlite import Transaction
from data.language import spelling
from data.records import replace
from data.watches import watches
from handlers.context import Context
from handlers.coverage import coverage_answer
from handlers.guide import area_picker
from handlers.guide.area_picker import AreaChoice
from handlers.messages import Choice, Reply, Turn
from handlers.outcomes import Outcome
from handlers.phrases import wishes

PREFIX = "subscribe.place."
"""What stands before a kecamatan in a button."""
STEP = "kecamatan"
"""The question which kecamatan."""
QUESTIONS = frozenset({STEP, "invite"})
"""Questions on announcements that may wait for an answer."""
MOST_AT_ONCE = 3
"""So many are shown with one answer; the next answer has the next."""
_TOPIC = "subscribe"
_LONGEST_PLACE = 8
"""Words; a longer message is no answer to "which kecamatan?"."""
_IN_A_SENTENCE = re.compile(
    r"\b(?:ke[ck]\w*|kacamatan|kel\w*|kalurahan|wilayah|daerah|di|for)\b\W+(?:\w+\W+)?\w+", re.IGNORECASE
)
"""Where a place is named in a longer message."""
_MOST_NAMED = 8
"""So many places of a message are looked at."""


# ---------------------------------------------------------------- wanted


async def subscribe(ctx: Context) -> Turn:
    """Notes at once that this chat wants all announcements; who gets some already hears which."""
    kept = ctx.chat.subscription
    if kept is None:
        return await _confirm(ctx, None)
    said = ctx.text("subscribed.already", which=_which(ctx, kept.kecamatan), how=delivery(ctx))
    return ctx.answer(Outcome.SUBSCRIBED, said, _buttons(ctx, kept.kecamatan), topic=_TOPIC, pending=pending_after(ctx))


async def take_all(ctx: Context) -> Turn:
    """All announcements again, or from now on."""
    return await _confirm(ctx, None)


async def only_mine(ctx: Context) -> Turn:
    """Those of one kecamatan: asks which, unless the words name it and ask for nothing else."""
    text = ctx.incoming.text
    place = named_in(text) if ctx.incoming.choice is None else None
    return await _choose_area(ctx, place or area_picker.ALL, sure=wishes.wants_those_of_a_place(text))


async def respond_to_button(ctx: Context, value: str) -> Turn:
    """A button with a kecamatan, or the way to more of them."""
    return await _choose_area(ctx, area_picker.from_button(value, PREFIX))


async def respond_to_text(ctx: Context) -> Turn | None:
    """A kecamatan is typed, or a kelurahan in it. None: it is something else."""
    words = spelling.words(ctx.incoming.text)
    if len(words) > _LONGEST_PLACE or not wishes.names_only_a_place(ctx.incoming.text):
        return None
    if place := area_picker.find(ctx.incoming.text):
        return await _choose_area(ctx, place)
    return await take_all(ctx) if "semua" in words else None


def named_in(text: str) -> AreaChoice | None:
    """The place that a message names, however long it is: only what follows "kecamatan", "di" ... counts."""
    if len(text.split()) < _LONGEST_PLACE // 2:
        return area_picker.find(text)
    found = (area_picker.find(one[0]) for one in islice(_IN_A_SENTENCE.finditer(text), _MOST_NAMED))
    return next((place for place in found if place), None)


async def _choose_area(ctx: Context, place: AreaChoice, *, sure: bool = True) -> Turn:
    if sure and len(place.kecamatan) == 1:
        return await _confirm(ctx, place.kecamatan[0])
    choices = area_picker.kecamatan_buttons(place.kecamatan[:6], PREFIX) or area_picker.kecamatan_page(
        ctx, place.page, PREFIX
    )
    text = ctx.text("subscribed.which" if place.kecamatan else "subscribed.where")
    waiting_announcements = Pending(STEP, ctx.now + coverage_answer.PATIENCE, coverage_answer.kept_for_buttons(ctx))
    return ctx.answer(Outcome.SUBSCRIBED_WHERE, text, choices, topic=_TOPIC, pending=waiting_announcements)


async def _confirm(ctx: Context, kecamatan: str | None) -> Turn:
    """Confirms it, and keeps the words that did."""
    kept = ctx.chat.subscription
    if ctx.is_staff and ctx.incoming.choice is None:
        return _by_a_button(ctx, kecamatan)
    if kept is None and not await ctx.may_keep("subscription"):
        text = ctx.text("subscribed.later")
        return ctx.answer(Outcome.SUBSCRIBED_LATER, text, ctx.buttons("menu"), topic=_TOPIC, pending=pending_after(ctx))
    said = ctx.text("subscribed", which=_which(ctx, kecamatan), how=delivery(ctx))
    subscription = Subscription(kept.since if kept else ctx.now, said, kecamatan)
    chat = replace(ctx.chat, subscription=subscription, invited=ctx.chat.invited or ctx.now)
    if ctx.incoming.pushed:  # what the phone is set to is not at hand when we write by ourselves
        chat = replace(chat, language=ctx.language)
    buttons = _buttons(ctx, kecamatan)
    return replace(ctx, chat=chat).answer(Outcome.SUBSCRIBED, said, buttons, topic=_TOPIC, pending=pending_after(ctx))


def _by_a_button(ctx: Context, kecamatan: str | None) -> Turn:
    """Staff write of announcements all day: only a button makes one of them a subscriber."""
    wanted = area_picker.kecamatan_buttons((kecamatan,), PREFIX) if kecamatan else ctx.buttons("subscribe.all")
    desk = Choice(texts.staff_label("lobby"), "desk.lobby")
    return ctx.answer(
        Outcome.STAFF_ASKED, texts.staff("subscribe.by_button"), (*wanted, desk), pending=pending_after(ctx)
    )


def _which(ctx: Context, kecamatan: str | None) -> str:
    if kecamatan is None:
        return ctx.phrase("announcements_all")
    return ctx.phrase("announcements_kecamatan", kecamatan=kecamatan)


def delivery(ctx: Context) -> str:
    """Where announcements appear; where we cannot write by ourselves, that is said."""
    return ctx.phrase("announced_by_us" if ctx.incoming.pushed else "announced_here")


def _buttons(ctx: Context, kecamatan: str | None) -> tuple[Choice, ...]:
    ways = ("subscribe.all", "subscribe.other") if kecamatan else ("subscribe.kecamatan",)
    return ctx.buttons(*ways, "unsubscribe", "menu")


def pending_after(ctx: Context) -> Pending | None:
    """What goes on waiting once our own question does not: the buttons above it."""
    pending = ctx.chat.pending
    if pending is None or pending.step not in QUESTIONS:
        return pending
    return replace(pending, step="pick" if "niks" in pending.answers else "told") if pending.answers else None


# ---------------------------------------------------------------- no longer


async def unsubscribe(ctx: Context) -> Turn:
    """Ends it at once, with all that waits to be sent, and says so."""
    if ctx.chat.subscription:
        await deliveries.cancel_for(ctx.tx, ctx.incoming.channel, ctx.incoming.address, ctx.now)
    text = ctx.text("unsubscribed" if ctx.chat.subscription else "unsubscribed.none")
    chat = replace(ctx.chat, subscription=None, invited=ctx.chat.invited or ctx.now)
    buttons = ctx.buttons("subscribe", "menu")
    if await watches.of_chat(ctx.tx, ctx.incoming.channel, ctx.incoming.address):
        text = f"{text}\n\n{ctx.phrase('still_watching')}"
        buttons = ctx.buttons("privacy.watches", "menu")
    return replace(ctx, chat=chat).answer(
        Outcome.UNSUBSCRIBED, text, buttons, topic="unsubscribe", pending=pending_after(ctx)
    )


# ---------------------------------------------------------------- perhaps


async def show(ctx: Context) -> Turn:
    """Whether this chat gets announcements, and a button for the change that may have been meant."""
    kept, news = ctx.chat.subscription, coverage_answer.watch_offer(ctx)
    text = ctx.text("announcements.on", which=_which(ctx, kept.kecamatan)) if kept else ctx.text("announcements.off")
    buttons = ctx.buttons("unsubscribe" if kept else "subscribe")
    if news:
        text = f"{text}\n\n{ctx.phrase('may_watch')}"
        buttons = (Choice(ctx.label("watch"), f"watch.{news['token']}"), *buttons)
    if await watches.of_chat(ctx.tx, ctx.incoming.channel, ctx.incoming.address):
        buttons = (*buttons, *ctx.buttons("privacy.watches"))
    return ctx.answer(
        Outcome.ANNOUNCEMENTS, text, (*buttons, *ctx.buttons("menu")), topic=_TOPIC, pending=pending_after(ctx)
    )


# ---------------------------------------------------------------- one announcement


def announcement(broadcast: Broadcast, language: str, sender: str) -> Reply:
    """As people of a language get it: the words of staff, who sends it, how to check it, how to stop."""
    stop = Choice(texts.label("unsubscribe", broadcast.language_for(language)), "unsubscribe")
    return Reply(_written(broadcast, language, sender), (stop,), attachment=broadcast.attachment)


def footer_of(broadcast: Broadcast, language: str, sender: str) -> str:
    """What stands below the words of staff; the approval keeps it, so that an original stays what it was."""
    return texts.text("announcement", language, sender=sender, check_code=broadcast.code)


def _written(broadcast: Broadcast, language: str, sender: str, remark: str = "") -> str:
    spoken = broadcast.language_for(language)
    footer = broadcast.footers.get(spoken) or footer_of(broadcast, spoken, sender)
    return "\n\n".join(part for part in (broadcast.text_for(language), remark, footer) if part)


# ---------------------------------------------------------------- where we cannot write by ourselves


async def waiting_announcements(tx: Transaction, chat: Chat) -> list[Broadcast]:
    """What waits for this chat's visit and is still wanted, the oldest first."""
    if chat.subscription is None:
        return []
    found = await visits.pending_for(tx, chat.channel, chat.address)
    return [one for one in found if chat.subscription.wants(one.audience.kecamatan)]


async def with_announcements(ctx: Context, turn: Turn) -> Turn:
    """The answer and, on a channel of question and answer, the announcements that waited for this visit."""
    incoming, chat = ctx.incoming, turn.chat
    if incoming.pushed or incoming.private_link or chat is None or is_distressing(turn):
        return turn
    found = (await waiting_announcements(ctx.tx, chat))[:MOST_AT_ONCE]
    for one in found:
        await visits.mark_shown(ctx.tx, one.id, chat.channel, chat.address, ctx.now)
    return turn.followed_by(tuple(_shown(one, turn.answer.language, ctx.services.sender) for one in found))


def _shown(broadcast: Broadcast, language: str, sender: str) -> Reply:
    """Without a button, which would take the place of those that lead on; the words say how to stop."""
    remark = "attachment_elsewhere" if broadcast.attachment else ""
    spoken = broadcast.language_for(language)
    return Reply(_written(broadcast, language, sender, texts.phrase(remark, spoken) if remark else ""))


_DISTRESSING = (
    "info.emergency",
    "info.despair",
    "info.scammed",
    "info.scams",
    "info.calm",
    "info.claim.accident",
    "info.claim.death",
)
"""Said to people who are hurt, bereaved, robbed or nearly so, angry, or do not know how to go on."""


def is_distressing(turn: Turn) -> bool:
    """Whether this answer is to somebody who needs us for something else now, whatever else was asked."""
    hard = {texts.text(one, turn.answer.language) for one in _DISTRESSING}
    return any(reply.text in hard for reply in turn.answer.replies)
