"""The page of the channels: what each can do, and how much one message may hold."""

from collections.abc import Mapping

from bot.channels import console
from bot.channels.telegram.channel import CAPABILITIES as TELEGRAM_CAN
from bot.channels.web.routes import CAPABILITIES as WEB_CAN
from bot.sending.capabilities import Capabilities
from data import channels
from workshop.reference.markdown import code, generated, table

MATRIX: Mapping[str, Capabilities] = {
    channels.TELEGRAM.name: TELEGRAM_CAN,
    channels.WEB.name: WEB_CAN,
    channels.CONSOLE: console.CAPABILITIES,
    channels.ASK: console.CAPABILITIES,
}
"""Every channel by its name."""


def page() -> str:
    """The page."""
    rows = [(code(name), *_row(can)) for name, can in MATRIX.items()]
    return generated(
        "Channels",
        "What each channel can do, and how much one message may hold.",
        "The sending code asks this table, and never which channel it is (`bot/sending/capabilities.py`). A reply "
        "that is longer than a message is split; words that are longer than a caption follow their picture. A channel "
        "that cannot push answers with the request, and shows announcements at the next visit. Lengths are UTF-16 "
        "units; a dash stands for no limit that the service states. Rates are the defaults: for Telegram, settings "
        "change them.",
        table(
            (
                "channel",
                "text",
                "caption",
                "buttons",
                "label",
                "writes first",
                "edits",
                "deletes",
                "messages a second",
                "to one chat",
                "at once",
                "announcements a second",
            ),
            rows,
        ),
    )


def _row(can: Capabilities) -> tuple[str, ...]:
    limits = (can.text_limit, can.caption_limit, can.max_buttons, can.label_limit)
    rates = can.rates
    paced = (rates.overall, rates.chat, rates.chat_burst, rates.bulk) if can.can_push else (None,) * 4
    return (
        *("-" if one is None else str(one) for one in limits),
        *("yes" if one else "no" for one in (can.can_push, can.can_edit, can.can_delete)),
        *("-" if one is None else f"{one:g}" for one in paced),
    )
