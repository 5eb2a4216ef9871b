"""Joins the parts of an answer into one message: people read one bubble, and WhatsApp bills each message.

What must stay a message of its own is listed in docs/development/texts.md.
"""

from collections.abc import Iterable

from msgspec.structs import replace

from handlers.messages import Choice, Reply, Turn

LONGEST = 1024
"""Characters of a message with buttons, as WhatsApp allows them."""
MOST_BUTTONS = 6
"""Buttons of a joined message: more do not fit a small screen."""
_DESK = "staff_desk"
"""The listener that answers staff: previews are shown as people will get them."""
_PICK = "check.pick."
"""The beginning of buttons for one of several NIKs."""
_OF_ANOTHER = "check.other"
"""The beginning of the button that says that a NIK is somebody else's: a seventh where all fit then, or else the first
to make way."""
_MENUS = frozenset({"menu", "menu.2", "menu.3"})


def fits(first: Iterable[Reply], second: Iterable[Reply]) -> bool:
    """Whether the words of both fit into one message."""
    words = [reply.words for reply in (*first, *second)]
    return sum(map(len, words)) + 2 * (len(words) - 1) <= LONGEST


def join(turn: Turn) -> Turn:
    """The turn with its replies in one message; a picture, a file and an announcement keep their own."""
    if turn.listener == _DESK or len(turn.answer.replies) < 2:
        return turn
    replies: list[Reply] = []
    for reply in turn.answer.replies:
        if replies and _may_follow(replies[-1], reply) and fits(replies[-1:], [reply]):
            replies[-1] = _joined(replies[-1], reply)
        else:
            replies.append(reply)
    return replace(turn, answer=replace(turn.answer, replies=tuple(replies)))


def _may_follow(first: Reply, second: Reply) -> bool:
    """Whether both may be one message, which has at most one heading."""
    return _may_join(first) and _may_join(second) and not (first.heading and second.heading)


def _may_join(reply: Reply) -> bool:
    return not (reply.apart or reply.picture or reply.attachment or reply.made or reply.original is not None)


def _joined(first: Reply, second: Reply) -> Reply:
    """Both in one, below the heading of the first; that of the second stays where its words begin."""
    return Reply(
        f"{first.text}\n\n{second.words}",
        merged(first.choices, second.choices),
        heading=first.heading,
        remind=second.remind if first.remind is None else first.remind,
        card=first.card or second.card,
        copies=(*first.copies, *second.copies),
        placeholder=first.placeholder or second.placeholder,
        link=first.link or second.link,
    )


def with_first(replies: Iterable[Reply], value: str) -> tuple[Reply, ...]:
    """The replies, each with the button of this value before its others, so that `merged` does not cut it."""
    return tuple(
        replace(reply, choices=tuple(sorted(reply.choices, key=lambda one: one.value != value))) for reply in replies
    )


def merged(first: tuple[Choice, ...], second: tuple[Choice, ...]) -> tuple[Choice, ...]:
    """The buttons of both, each once, the menu last. Of two long rows the first of each; a NIK to pick is never cut."""
    one, two = ([choice for choice in row if choice.value not in _MENUS] for row in (first, second))
    menu = [choice for choice in (*first, *second) if choice.value in _MENUS][:1]
    room = MOST_BUTTONS - len(menu)
    if one and two and len(one) + len(two) > room + 1:
        one = [choice for choice in one if not choice.value.startswith(_OF_ANOTHER)]
    room += sum(choice.value.startswith(_OF_ANOTHER) for choice in one)
    if one and two and len(one) + len(two) > room:
        picks = sum(choice.value.startswith(_PICK) for choice in one)
        one = one[: max(room - min(len(two), room // 2), picks)]
        two = two[: max(room - len(one), 1)]
    by_value = {choice.value: choice for choice in (*one, *two)}
    return (*by_value.values(), *menu)
