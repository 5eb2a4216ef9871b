"""The page of the channels: what each can do, and how much one message may hold."""

from collections.abc import Mapping

from bot.channels import console
from bot.channels.telegram.channel import CAPABILITIES as TELEGRAM_CAN
from bot.channels.web.routes import CAPABILITIES as WEB_CAN
from bot.channels.whatsapp.channel import CAPABILITIES as WHATSAPP_CAN
from bot.sending.capabilities import Capabilities
from data import channels
from workshop.reference.markdown import code, generated, table

MATRIX: Mapping[str, Capabilities] = {
    channels.TELEGRAM.name: TELEGRAM_CAN,
    channels.WHATSAPP.name: WHATSAPP_CAN,
    channels.WEB.name: WEB_CAN,
    channels.CONSOLE: console.CAPABILITIES,
    channels.ASK: console.CAPABILITIES,
}
"""Every channel by its name."""


def page() -> str:
    """The page."""
    rows = [(code(name), *_row(name, can)) for name, can in MATRIX.items()]
    return generated(
        "Channels",
        "What each channel can do, and how much one message may hold.",
        "The sending code asks this table, and never which channel it is (`bot/sending/capabilities.py`). A reply "
        "that is longer than a message is split; words that are longer than a caption follow their picture. Buttons "
        "that a message has no room for follow below messages of their own, or the last one shows them. A channel "
        "that cannot push answers with the request; one that does not write first shows announcements at the next "
        "visit. Lengths are UTF-16 units; a dash stands for no limit that the service states. Rates are the defaults: "
        "settings change them.",
        table(
            (
                "channel",
                "text",
                "caption",
                "buttons",
                "below a picture",
                "last shows more",
                "label",
                "pushes",
                "writes first",
                "has receipts",
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


def _row(name: str, can: Capabilities) -> tuple[str, ...]:
    rates = can.rates
    paced = (rates.overall, rates.chat, rates.chat_burst, rates.bulk) if can.can_push else (None,) * 4
    return (
        *map(_most, (can.text_limit, can.caption_limit, can.max_buttons, can.picture_buttons)),
        _whether(can.pages_buttons),
        _most(can.label_limit),
        *map(_whether, (can.can_push, name in channels.PUSHED, can.has_receipts, can.can_edit, can.can_delete)),
        *map(_most, paced),
    )


def _most(limit: float | None) -> str:
    return "-" if limit is None else f"{limit:g}"


def _whether(can: bool) -> str:
    return "yes" if can else "no"
