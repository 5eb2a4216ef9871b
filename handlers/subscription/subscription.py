"""Subscribes a chat to all announcements or those of one kecamatan, unsubscribes it, and renders announcements."""

import re
from functools import cache
from itertools import islice

from msgspec.structs import replace

from data import channels
from data.announcements import deliveries, visits
from data.announcements.announcements import Broadcast
from data.chats.chats import Subscription
from data.chats.questions import SubscribePrompt, WhichKecamatan
from data.content import texts
from data.watches import watches
from handlers.context import Context, NextQuestion, Step
from handlers.coverage import coverage_answer, several_niks
from handlers.guide import area_picker
from handlers.guide.area_picker import AreaChoice
from handlers.messages import Choice, Reply, Turn
from handlers.outcomes import Outcome
from handlers.phrases import wishes
from handlers.reading import Reading

PREFIX = "subscribe.place."
"""The prefix of a button's value, before a kecamatan."""
STEP = "kecamatan"
"""The name of the question "which kecamatan?"."""
MOST_AT_ONCE = 3
"""The most announcements shown with one answer, one where each is billed; the next answer shows the next ones."""
_TOPIC = "subscribe"
_LONGEST_PLACE = 8
"""In words; a longer message is no answer to "which kecamatan?"."""
_IN_A_SENTENCE = re.compile(
    r"\b(?:ke[ck]\w*|kacamatan|kel\w*|kalurahan|wilayah|daerah|di|for)\b\W+(?:\w+\W+)?\w+", re.IGNORECASE
)
"""The parts of a longer message that may name a place."""
_MOST_NAMED = 8
"""At most this many of these parts are examined."""


# ---------------------------------------------------------------- subscribing


async def subscribe(ctx: Context) -> Turn:
    """Subscribes to all announcements; tells a subscribed chat what it is subscribed to."""
    kept = ctx.chat.subscription
    if kept is None:
        return await _confirm(ctx, None)
    said = ctx.text("subscribed.already", which=_which(ctx, kept.kecamatan), how=delivery(ctx))
    return ctx.answer(
        Outcome.SUBSCRIBED, said, _buttons(ctx, kept.kecamatan), topic=_TOPIC, question=question_after(ctx)
    )


async def subscribe_to_all(ctx: Context) -> Turn:
    """Subscribes to all announcements, even in place of those of one kecamatan."""
    return await _confirm(ctx, None)


async def subscribe_to_kecamatan(ctx: Context) -> Turn:
    """Subscribes to one kecamatan; asks which one, unless the message names it and nothing else."""
    place = named_in(ctx.reading) if ctx.incoming.choice is None else None
    return await _choose_area(ctx, place or area_picker.ALL, sure=wishes.asks_for_one_kecamatan(ctx.reading))


async def respond_to_button(ctx: Context, value: str) -> Turn:
    """The answer to a button with a kecamatan or with the next page of them."""
    return await _choose_area(ctx, area_picker.from_button(value, PREFIX))


async def respond_to_text(ctx: Context) -> Turn | None:
    """The answer to a typed kecamatan, or to a kelurahan in it; None for other text."""
    reading = ctx.reading
    if len(reading.words) > _LONGEST_PLACE or not wishes.names_only_a_place(reading):
        return None
    if place := area_picker.find(reading):
        return await _choose_area(ctx, place)
    return await subscribe_to_all(ctx) if "semua" in reading.words else None


def named_in(reading: Reading) -> AreaChoice | None:
    """The place that a message names. In a long message, only words after "kecamatan", "di" and the like count."""
    if reading.size < _LONGEST_PLACE // 2:
        return area_picker.find(reading)
    parts = dict.fromkeys(one[0] for one in islice(_IN_A_SENTENCE.finditer(reading.raw), _MOST_NAMED))
    found = (area_picker.find(reading.of(part)) for part in parts)
    return next((place for place in found if place), None)


async def _choose_area(ctx: Context, place: AreaChoice, *, sure: bool = True) -> Turn:
    if sure and len(place.kecamatan) == 1:
        return await _confirm(ctx, place.kecamatan[0])
    choices = area_picker.kecamatan_buttons(place.kecamatan[:6], PREFIX) or area_picker.kecamatan_page(
        ctx, place.page, PREFIX
    )
    text = ctx.text("subscribed.which" if place.kecamatan else "subscribed.where")
    question = WhichKecamatan(ctx.now + coverage_answer.PATIENCE)
    return ctx.answer(Outcome.SUBSCRIBED_WHERE, text, choices, topic=_TOPIC, question=question)


async def _confirm(ctx: Context, kecamatan: str | None) -> Turn:
    """Subscribes the chat, and stores the confirmation as proof of consent."""
    kept = ctx.chat.subscription
    if ctx.is_staff and ctx.incoming.choice is None:
        return _by_a_button(ctx, kecamatan)
    if kept is None and not await ctx.may_keep("subscription"):
        text = ctx.text("subscribed.later")
        return ctx.answer(
            Outcome.SUBSCRIBED_LATER, text, ctx.buttons("menu"), topic=_TOPIC, question=question_after(ctx)
        )
    said = ctx.text("subscribed", which=_which(ctx, kecamatan), how=delivery(ctx))
    subscription = Subscription(kept.since if kept else ctx.now, said, kecamatan)
    chat = replace(ctx.chat, subscription=subscription, invited=ctx.chat.invited or ctx.now)
    if ctx.can_write_first:  # the app's language is unknown when we send by ourselves
        chat = replace(chat, language=ctx.language)
    buttons = _buttons(ctx, kecamatan)
    return replace(ctx, chat=chat).answer(Outcome.SUBSCRIBED, said, buttons, topic=_TOPIC, question=question_after(ctx))


def _by_a_button(ctx: Context, kecamatan: str | None) -> Turn:
    """Offers a button instead: staff type about announcements all day, so only a button subscribes them."""
    wanted = area_picker.kecamatan_buttons((kecamatan,), PREFIX) if kecamatan else ctx.buttons("subscribe.all")
    desk = Choice(texts.staff_label("lobby"), "desk.lobby")
    return ctx.answer(
        Outcome.STAFF_ASKED, texts.staff("subscribe.by_button"), (*wanted, desk), question=question_after(ctx)
    )


def _which(ctx: Context, kecamatan: str | None) -> str:
    if kecamatan is None:
        return ctx.phrase("announcements_all")
    return ctx.phrase("announcements_kecamatan", kecamatan=kecamatan)


def delivery(ctx: Context) -> str:
    """A sentence on how announcements arrive: sent by us, or shown when the person writes or opens the page."""
    if ctx.can_write_first:
        return ctx.phrase("announced_by_us")
    return ctx.phrase("announced_on_visit" if ctx.incoming.pushed else "announced_here")


def _buttons(ctx: Context, kecamatan: str | None) -> tuple[Choice, ...]:
    ways = ("subscribe.all", "subscribe.other") if kecamatan else ("subscribe.kecamatan",)
    return ctx.buttons(*ways, "unsubscribe", "menu")


def question_after(ctx: Context) -> NextQuestion:
    """The open question after our own was answered."""
    return several_niks.question_after(ctx, WhichKecamatan, SubscribePrompt)


# ---------------------------------------------------------------- unsubscribing


async def unsubscribe(ctx: Context) -> Turn:
    """Ends the subscription at once, including announcements still waiting to be sent."""
    if ctx.chat.subscription:
        await deliveries.cancel_for(ctx.tx, ctx.incoming.channel, ctx.incoming.address, ctx.now)
    text = ctx.text("unsubscribed" if ctx.chat.subscription else "unsubscribed.none")
    chat = replace(ctx.chat, subscription=None, invited=ctx.chat.invited or ctx.now)
    buttons = ctx.buttons("subscribe", "menu")
    if await watches.of_chat(ctx.tx, ctx.incoming.channel, ctx.incoming.address):
        text = f"{text}\n\n{ctx.phrase('still_watching')}"
        buttons = ctx.buttons("privacy.watches", "menu")
    return replace(ctx, chat=chat).answer(
        Outcome.UNSUBSCRIBED, text, buttons, topic="unsubscribe", question=question_after(ctx)
    )


# ---------------------------------------------------------------- its state


async def show(ctx: Context) -> Turn:
    """Says whether this chat gets announcements, with a button for the change that the person may want."""
    kept, last = ctx.chat.subscription, ctx.last_check
    text = ctx.text("announcements.on", which=_which(ctx, kept.kecamatan)) if kept else ctx.text("announcements.off")
    buttons = ctx.buttons("unsubscribe" if kept else "subscribe")
    if last and coverage_answer.watch_offer(ctx):
        text = f"{text}\n\n{ctx.phrase('may_watch')}"
        buttons = (Choice(ctx.label("watch"), f"watch.{last.token}"), *buttons)
    if await watches.of_chat(ctx.tx, ctx.incoming.channel, ctx.incoming.address):
        buttons = (*buttons, *ctx.buttons("privacy.watches"))
    return ctx.answer(
        Outcome.ANNOUNCEMENTS, text, (*buttons, *ctx.buttons("menu")), topic=_TOPIC, question=question_after(ctx)
    )


# ---------------------------------------------------------------- one announcement


def announcement(broadcast: Broadcast, language: str, sender: str) -> Reply:
    """The announcement in a language: the staff's text, the sender, the check code, and how to stop."""
    stop = Choice(texts.label("unsubscribe", broadcast.language_for(language)), "unsubscribe")
    return Reply(_written(broadcast, language, sender), (stop,), attachment=broadcast.attachment)


def _written(broadcast: Broadcast, language: str, sender: str, remark: str = "") -> str:
    spoken = broadcast.language_for(language)
    footer = broadcast.footer(spoken, sender)
    return "\n\n".join(part for part in (broadcast.text_for(language), remark, footer) if part)


# ---------------------------------------------------------------- where we cannot write first


async def with_announcements(ctx: Context, turn: Turn) -> Turn:
    """The turn and, where we cannot write first, the announcements waiting for this visit."""
    incoming, chat = ctx.incoming, turn.chat
    if ctx.can_write_first or incoming.private_link or chat is None or is_distressing(turn):
        return turn
    found = (await visits.waiting_for(ctx.tx, chat))[: 1 if channels.bills(chat.channel) else MOST_AT_ONCE]
    for one in found:
        await visits.mark_shown(ctx.tx, one.id, chat.channel, chat.address, ctx.now)
    return turn.followed_by(tuple(_shown(one, turn.answer.language, ctx.services.sender) for one in found))


def _shown(broadcast: Broadcast, language: str, sender: str) -> Reply:
    """Without a button, which would replace the answer's own buttons; the text says how to stop."""
    remark = "attachment_elsewhere" if broadcast.attachment else ""
    spoken = broadcast.language_for(language)
    words = _written(broadcast, language, sender, texts.phrase(remark, spoken) if remark else "")
    return Reply(words, apart=True)


_DISTRESSING = (
    "info.emergency",
    "info.emergency.hospital",
    "info.despair",
    "again.emergency",
    "again.despair",
    "info.scammed",
    "info.scams",
    "info.calm",
    "info.claim.accident",
    "info.claim.death",
)
"""Answers to people who are hurt, bereaved, cheated, angry or in despair."""


def is_distressing(turn: Turn) -> bool:
    """Whether the turn answers somebody in distress, who should be shown nothing else now."""
    hard = _distressing(turn.answer.language)
    return any(reply.text in hard for reply in turn.answer.replies)


@cache
def _distressing(code: str) -> frozenset[str]:
    """Those answers in a language."""
    return frozenset(texts.text(one, code) for one in _DISTRESSING)


STEPS: dict[str, Step] = {
    "subscribe": subscribe,
    "subscribe.all": subscribe_to_all,
    "subscribe.kecamatan": subscribe_to_kecamatan,
    "subscribe.other": subscribe_to_kecamatan,
    "invite.yes": subscribe,
    "unsubscribe": unsubscribe,
    "announcements": show,
}
