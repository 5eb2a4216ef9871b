"""Turns a reply into the messages that a channel sends, by what the channel can hold."""

from msgspec.structs import replace

from bot.sending.capabilities import Capabilities
from bot.sending.outgoing import Document, MadeFile, Message, Photo, Text
from data.announcements.announcements import Attachment
from data.channels import utf16_units
from data.content.texts import DEFAULT, phrase
from data.shortened import fitted
from handlers.messages import MORE, Choice, Reply

_BREAKS = ("\n\n", "\n", ". ", "? ", "! ", " ")
"""Where a long text may be cut, the best places first."""
_MORE = "…"
"""The words above buttons that the message before has no room for."""


def messages(reply: Reply, can: Capabilities, remark: str = "", language: str = DEFAULT) -> tuple[Message, ...]:
    """The messages of one reply in this language, with a remark below its words; the last has the buttons.

    Buttons that one message has no room for follow below messages of their own, or behind its last button.
    """
    words = f"{reply.spoken}\n\n{remark}" if remark else reply.spoken
    if reply.attachment or reply.original is not None:  # a preview: just as people will get it
        return (_whole(words, reply.attachment, reply),)
    if _is_one_message(reply, words, can):  # as nearly every reply is
        return (_text(words, reply, language),)
    found = _in_pieces(reply, words, can, language)
    if reply.link and isinstance(found[-1], Text):
        found[-1] = replace(found[-1], link=reply.link)
    if not reply.choices:
        return (*found,)
    first, *more = _rows(reply.choices, can, language, picture=isinstance(found[-1], Photo))
    return (*found[:-1], replace(found[-1], choices=first), *(Text(_MORE, choices) for choices in more))


def _is_one_message(reply: Reply, words: str, can: Capabilities) -> bool:
    """Whether a reply is words alone, and fits with its buttons into one message as it is."""
    if reply.picture or reply.made or not words or can.label_limit is not None:
        return False
    fits = can.text_limit is None or len(words) * 2 <= can.text_limit or utf16_units(words) <= can.text_limit
    return fits and (can.max_buttons is None or len(reply.choices) <= can.max_buttons)


def _text(words: str, reply: Reply, language: str) -> Text:
    return Text(words, reply.choices, reply.headline, reply.copies, reply.placeholder, reply.link, language)


def _rows(choices: tuple[Choice, ...], can: Capabilities, language: str, *, picture: bool) -> list[tuple[Choice, ...]]:
    """The buttons of one message after the other, with labels as short as they must be."""
    if can.label_limit is not None:
        choices = tuple(replace(one, label=fitted(one.label, can.label_limit)) for one in choices)
    most = (can.picture_buttons if picture else None) or can.max_buttons or len(choices)
    if can.pages_buttons and len(choices) > most:
        return [(*choices[: most - 1], Choice(phrase("more_choices", language), f"{MORE}{most - 1}"))]
    return [choices[at : at + most] for at in range(0, len(choices), most)]


def announcement(reply: Reply) -> Message:
    """The one message of an announcement: never more than one, however long."""
    return _whole(reply.spoken, reply.attachment, reply)


def split(text: str, longest: int | None) -> list[str]:
    """Splits a text into messages: after a paragraph or a sentence if possible, else between words."""
    pieces = []
    while longest is not None and utf16_units(text) > longest:
        head = _head(text, longest)
        at = next((cut for mark in _BREAKS if (cut := head.rfind(mark) + len(mark.rstrip())) > longest // 4), len(head))
        pieces.append(text[:at].strip())
        text = text[at:].strip()
    return [piece for piece in [*pieces, text] if piece]


def _head(text: str, longest: int) -> str:
    """The beginning of a text, at most `longest` UTF-16 units."""
    head = text[:longest]
    while utf16_units(head) > longest:
        head = head[: -max(1, (utf16_units(head) - longest) // 2)]
    return head


def _whole(words: str, attachment: Attachment | None, reply: Reply) -> Message:
    """One message with its photo or file."""
    if attachment is None:
        return Text(words, reply.choices)
    kind = Photo if attachment.kind == "photo" else Document
    return kind(attachment, words, reply.choices)


def _in_pieces(reply: Reply, words: str, can: Capabilities, language: str) -> list[Message]:
    """As many messages as needed; words that are too long for a caption follow the picture or file."""
    found: list[Message] = []
    if reply.picture or reply.made:
        fits = _is_caption(words, can)
        if reply.picture:
            caption = words if fits else reply.picture.alt if reply.caption else ""
            found.append(Photo(reply.picture, caption if _is_caption(caption, can) else ""))
        else:
            file = MadeFile(reply.made)
            kind = Photo if reply.made.endswith(".png") else Document
            found.append(kind(file, words if fits else ""))
        words = "" if fits else words
    heading = reply.headline
    return found + [
        Text(piece, heading=heading if piece.startswith(heading) else "", language=language)
        for piece in split(words, can.text_limit)
    ]


def _is_caption(words: str, can: Capabilities) -> bool:
    return can.caption_limit is None or utf16_units(words) <= can.caption_limit
