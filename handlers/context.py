"""What a step of the conversation may use, and how it builds its answer."""

from base64 import urlsafe_b64encode
from collections.abc import Awaitable, Callable, Iterator
from datetime import date, datetime
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from msgspec.structs import replace
from propcache.api import cached_property

from data import channels
from data.audit import audit_log
from data.chats import recent_answers
from data.chats.chats import Chat
from data.chats.questions import Question, session_of
from data.chats.recent_answers import AskedNik, RecentAnswer
from data.content import step_labels, texts
from data.database.sqlite import Transaction
from data.limits.storage_caps import Kept
from data.staff import members
from handlers import matter, one_message
from handlers.messages import Answer, Choice, Heading, Incoming, Reply, Turn
from handlers.outcomes import Outcome
from handlers.reading import Reading
from handlers.services import Services

NextQuestion = Question | Literal["keep"] | None
"""The question that is open after an answer; `keep` for the one that was open before."""
_TOKEN_BYTES = 9
_MOST_ROWS = 2048
"""Rows of buttons that are kept ready."""
_END_OF_MATTER = frozenset({Outcome.WELCOME, Outcome.MENU, Outcome.THANKS})
"""Outcomes after which a matter is no longer about somebody who was named before."""


class Context(Struct, frozen=True, dict=True):
    """One message with its chat, its transaction and the time it was received."""

    services: Services
    tx: Transaction
    now: datetime
    incoming: Incoming
    chat: Chat
    reading: Reading
    """What was typed."""

    @cached_property
    def language(self) -> str:
        """The language to answer in."""
        return self.chat.language or self.incoming.language or texts.DEFAULT

    @property
    def can_write_first(self) -> bool:
        """Whether we can write to this chat by ourselves, later; else news waits for its next message."""
        return self.incoming.pushed and self.incoming.channel not in channels.VISITED

    @cached_property
    def is_staff(self) -> bool:
        """Whether this is a staff member's chat. Typed words never subscribe staff as residents."""
        return members.find(self.services.staff, self.incoming.channel, self.incoming.address) is not None

    @property
    def today(self) -> date:
        """Today's date in Bekasi."""
        return self.reading.today

    @cached_property
    def question(self) -> Question | None:
        """The open question, unless another browser session of this chat was asked it and alone may answer."""
        return None if self.question_elsewhere else self.chat.question

    @cached_property
    def question_elsewhere(self) -> Question | None:
        """An open question that another browser session of this chat was asked, and alone may answer."""
        asked = self.chat.question
        return asked if asked and session_of(asked) not in {None, self.incoming.session} else None

    def answers_in_reach(self) -> Iterator[RecentAnswer]:
        """The answers that typed words may refer to, newest first: those of this session since the last menu."""
        for one in reversed(self.chat.recent):
            if one.session == self.incoming.session:
                yield one
                if one.closes:
                    return

    @cached_property
    def last_answer(self) -> RecentAnswer | None:
        """The newest answer that typed words may refer to."""
        return next(self.answers_in_reach(), None)

    @property
    def last_check(self) -> RecentAnswer | None:
        """The newest answer about a NIK that typed words may refer to."""
        return next((one for one in self.answers_in_reach() if one.asked), None)

    @cached_property
    def about(self) -> str:
        """Whom the matter is about, as a word ("ibu"); empty for the person in the chat. See `matter.about`."""
        return matter.about(self.reading, self.last_answer, says=not self.incoming.forwarded)

    @cached_property
    def harm(self) -> str:
        """What happened to them (`words.harm`), as was told; empty if nothing was. See `matter.harm`."""
        gives_a_name = self.question is not None and self.question.kind == "factor"
        return matter.harm(self.reading, self.last_answer, says=not (self.incoming.forwarded or gives_a_name))

    def answer_with_buttons(self, token: str) -> RecentAnswer | None:
        """The newest answer, in any session of the chat, with buttons that carry this token."""
        return next((one for one in reversed(self.chat.recent) if one.has_buttons_of(token)), None)

    @cached_property
    def token(self) -> str:
        """The token for the buttons of this answer, which nobody can guess, not even by choosing the message's id.

        Empty without a key, since there are no buttons for a NIK then.
        """
        key = self.services.key
        digest = key.keyed(b"button\0" + self.incoming.message_key) if key else b""
        return urlsafe_b64encode(digest[:_TOKEN_BYTES]).decode()

    def hash_of(self, nik: str) -> bytes:
        """The keyed hash of a NIK in the message; the check limiter notes its parts to detect guessing. Needs a key."""
        assert self.services.key
        nik_hash = self.services.key.of_nik(nik)
        if self.incoming.origin:
            self.services.check_limiter.remember_nik(nik_hash, nik)
        return nik_hash

    async def go(self, step: str) -> Turn:
        """The answer of the step with this name. Raises KeyError for a name that no step has."""
        return await self.services.steps[step](self)

    async def may_keep(self, what: Kept) -> bool:
        """Counts one more stored item of this kind, and returns True if the network may have it stored."""
        origin = self.incoming.origin
        return origin is None or await self.services.caps.allows(what, origin, self.incoming.chat, self.now)

    async def record(self, action: str, **detail: object) -> None:
        """Records an action of this chat's owner in the audit log. Raises as `audit_log.note` does."""
        await audit_log.note(self.tx, self.now, self.incoming.chat, action, **detail)

    def text(self, key: str, **values: object) -> str:
        """A reply's text, in the language of the chat."""
        return texts.text(key, self.language, **values)

    def phrase(self, key: str, **values: object) -> str:
        """A part of a sentence, in the language of the chat."""
        return texts.phrase(key, self.language, **values)

    def label(self, step: str) -> str:
        """A button's label, in the language of the chat."""
        return step_labels.label(step, self.language)

    def day(self, value: date) -> str:
        """A date, in the language of the chat."""
        return texts.day(value, self.language)

    def moment(self, value: datetime) -> str:
        """A date and time of day, in the language of the chat."""
        return texts.moment(value, self.language)

    def buttons(self, *steps: str) -> tuple[Choice, ...]:
        """Buttons that lead to these steps, each labelled by the text of the same name."""
        return _buttons(self.language, steps)

    def answer(
        self,
        outcome: Outcome,
        text: str,
        choices: tuple[Choice, ...] = (),
        *,
        topic: str | None = None,
        question: NextQuestion = "keep",
        asked: AskedNik | None = None,
        original: str = "",
        closes: bool = False,
        sure: bool = True,
        suggestions: tuple[str, ...] = (),
        heading: Heading | None = None,
    ) -> Turn:
        """A turn with one reply; the rest as in `turn`. Below a heading, the first button is the next step."""
        if heading and choices and choices[0].value != "menu":
            choices = (replace(choices[0], role="primary"), *choices[1:])
        reply = Reply(text, choices, heading=heading)
        answer = Answer(outcome, topic, sure, suggestions, (reply,), self.language)
        return self.turn(answer, question=question, asked=asked, original=original, closes=closes)

    def turn(
        self,
        answer: Answer,
        *,
        question: NextQuestion = "keep",
        asked: AskedNik | None = None,
        original: str = "",
        closes: bool = False,
    ) -> Turn:
        """A turn with this answer, which is remembered. The open question stays open unless `question` replaces it.

        `asked` and `original` are what its buttons need. An answer that closes drops the open question, and typed
        labels no longer refer to earlier answers.
        """
        chat = self.chat
        if closes and question == "keep":
            question = None
        if question != "keep" and (question or not self.question_elsewhere):
            chat = replace(chat, question=question)
        if answer.replies and not self.incoming.private_link:
            new = self._remembered(answer, asked, original, closes=closes)
            chat = replace(chat, recent=recent_answers.remember(chat.recent, new))
        return Turn(answer, chat)

    def _remembered(self, answer: Answer, asked: AskedNik | None, original: str, *, closes: bool) -> RecentAnswer:
        """The answer as it is remembered: without outcome and buttons where these would show what nobody may learn.

        That is what a check found, and that somebody despairs.
        """
        session = self.incoming.session
        ends = answer.outcome in _END_OF_MATTER
        about, told = "" if ends else self.about, "" if ends else self.harm
        if asked:
            return RecentAnswer(self.now, recent_answers.CHECK, (), self.token, session, asked, about=about, harm=told)
        if answer.outcome == Outcome.INFO_DESPAIR:
            return RecentAnswer(self.now, "", session=session, closes=closes)
        choices = tuple(choice.value for reply in answer.replies for choice in reply.choices)
        return RecentAnswer(self.now, answer.outcome, choices, "", session, None, original, about, closes, harm=told)

    def no_reply(self, outcome: Outcome) -> Turn:
        """A turn without a reply."""
        return Turn(Answer(outcome, language=self.language), self.chat)


@lru_cache(_MOST_ROWS)
def _buttons(code: str, steps: tuple[str, ...]) -> tuple[Choice, ...]:
    return tuple(Choice(step_labels.label(step, code), step, "danger" if step == "erase" else "") for step in steps)


Step = Callable[[Context], Awaitable[Turn]]
"""A function that answers a button or a command."""


Listener = Callable[[Context], Awaitable[Turn | None]]
"""A function that answers the messages that are for it, and returns None for any other."""
FollowUp = Callable[[Context, Turn], Awaitable[Turn]]
"""A function that returns an answer with what may follow it, or as it was."""


async def also_answer(ctx: Context, turn: Turn, step: str, *, before: bool = False, first: str = "") -> Turn:
    """The turn with the answer of another step behind or before it; with a button for it, where both are too long.

    Of the buttons of that step, the one with the value `first` comes first: of two long rows, the ends are cut.
    """
    if turn.chat is None:
        return turn
    more = await replace(ctx, chat=turn.chat).go(step)
    if not one_message.fits(turn.answer.replies, more.answer.replies):
        return _with_button(ctx, turn, step)
    replies = one_message.with_first(more.answer.replies, first)
    both = turn.preceded_by(replies) if before else turn.followed_by(replies)
    return replace(both, chat=turn.chat if before else more.chat)


def _with_button(ctx: Context, turn: Turn, step: str) -> Turn:
    *first, last = turn.answer.replies
    shown = replace(last, choices=one_message.merged(last.choices, ctx.buttons(step)))
    return replace(turn, answer=replace(turn.answer, replies=(*first, shown)))
