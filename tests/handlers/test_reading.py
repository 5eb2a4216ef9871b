"""A message is read once: no step takes a text, and nothing about one text is worked out twice in a turn."""

import ast
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot import dispatch
from data.chats import unanswered
from data.language import normalize, spelling
from data.language.classifier import Model
from data.language.ngram_table import Key
from data.nik import exposed_numbers, nik
from handlers import conversation
from handlers.context import Context
from handlers.messages import Turn
from handlers.words import page_phrases, wish_message
from tests.conftest import BUDI, NOBODY, Office, Opened
from tests.support import desk_transcript
from tests.support.paths import ROOT
from tests.support.readings import reading
from tests.transcripts import residents

# ---------------------------------------------------------------- no step takes a text

_TEXTS = {"text", "typed", "said", "message", "sentence", "raw", "phrase", "question"}
"""Names of parameters that would hold what somebody typed."""
_OURS = {
    "authenticity/compare_answer.py: _answer(text)",
    "context.py: answer(text)",
    "context.py: phrase(key)",
    "coverage/coverage_answer.py: with_remarks(text)",
    "coverage/coverage_answer.py: no_answer_now(text)",
    "desk/cadres.py: _answer(text)",
}
"""Functions that take a text of ours, to be sent."""
_READS = {"reading.py: __init__(raw)", "reading.py: _normalized(text)"}
"""Where a text becomes a Reading."""


def _modules() -> Iterator[tuple[str, ast.Module]]:
    """The modules of the conversation, by their paths in it."""
    for path in sorted((ROOT / "handlers").rglob("*.py")):
        yield path.relative_to(ROOT / "handlers").as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def test_no_step_takes_a_text() -> None:
    found = {
        f"{path}: {function.name}({one.arg})"
        for path, module in _modules()
        for function in ast.walk(module)
        if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef)
        for one in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)
        if one.arg in _TEXTS and one.annotation and ast.unparse(one.annotation) in {"str", "str | None"}
    }
    assert found == (_OURS | _READS) & found
    assert found >= _READS


def test_no_step_looks_at_the_text_of_the_message_itself() -> None:
    found = {
        path
        for path, module in _modules()
        for one in ast.walk(module)
        if isinstance(one, ast.Attribute) and one.attr == "text" and ast.unparse(one.value).endswith("incoming")
    }
    assert found == set()


# ---------------------------------------------------------------- nothing is worked out twice


class Counts:
    """How often each thing was worked out about each text, turn by turn."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """Counts from now on what the conversation does. A question kept for staff is another text: its redaction."""
        self.turns: list[tuple[str, Counter[tuple[str, str]]]] = []
        self._counted: Counter[tuple[str, str]] | None = None
        self._patch = monkeypatch
        for name, function in (
            ("normalize", normalize.normalize),
            ("words", spelling.words),
            ("words", spelling.words_in),
            ("fold", spelling.fold),
            ("numbers", nik.find),
            ("exposed", exposed_numbers.kinds_in),
            ("pages", page_phrases.pages_named),
            ("wish", wish_message.read),
        ):
            self._count(name, function)
        guesses = Model.guesses

        def counted(model: Model, ngrams: list[Key]) -> object:
            self._note("intent", str(sorted(ngrams)))
            return guesses(model, ngrams)

        monkeypatch.setattr(Model, "guesses", counted)
        note = unanswered.note

        async def uncounted(*given: Any) -> None:
            with self._paused():
                await note(*given)

        monkeypatch.setattr(unanswered, "note", uncounted)

        async def respond(ctx: Context) -> Turn:
            self._counted = Counter()
            self.turns.append((ctx.incoming.text, self._counted))
            try:
                return await conversation.respond(ctx)
            finally:
                self._counted = None

        monkeypatch.setattr(dispatch, "respond", respond)

    def _count(self, name: str, function: Callable[..., object]) -> None:
        """Counts the calls of a function in whatever module knows it."""

        def counted(text: str | list[str] | None, *given: object, **more: object) -> object:
            self._note(f"{name}{more or ''}", text if isinstance(text, str) else " ".join(text or []))
            return function(text, *given, **more)

        for module in [one for name, one in sys.modules.items() if name.split(".")[0] in {"handlers", "data"}]:
            for known in [known for known, one in vars(module).items() if one is function]:
                self._patch.setattr(module, known, counted)

    def _note(self, name: str, text: str) -> None:
        if self._counted is not None:
            self._counted[name, text] += 1

    @contextmanager
    def _paused(self) -> Iterator[None]:
        counted, self._counted = self._counted, None
        yield
        self._counted = counted

    @property
    def twice(self) -> list[tuple[str, str, int]]:
        """What was worked out more than once about the same text in one turn."""
        return [(*what, times) for _, counted in self.turns for what, times in counted.items() if times > 1]

    @property
    def last(self) -> dict[str, int]:
        """What was worked out in the last turn."""
        _, counted = self.turns[-1]
        return dict(Counter(name for name, _ in counted.elements()))


@pytest.fixture
def counts(monkeypatch: pytest.MonkeyPatch) -> Counts:
    return Counts(monkeypatch)


async def test_nothing_is_worked_out_twice_in_any_transcript(counts: Counts) -> None:
    await residents.scenes("id")  # people type the same in every language
    await desk_transcript.document()
    assert counts.twice == []
    assert {name.partition("{")[0] for _, counted in counts.turns for name, _ in counted} == {
        "normalize", "words", "fold", "numbers", "exposed", "pages", "wish", "intent",
    }  # fmt: skip


@pytest.mark.parametrize("said", [BUDI, NOBODY, f"cek {BUDI}", f"/cek {BUDI}", f"NIK {NOBODY}", f"Cek nik {NOBODY}"])
async def test_a_bare_nik_is_only_found(office: Office, bot: Opened, counts: Counts, said: str) -> None:
    office.publishes()
    chat = await bot()
    await chat.says("halo")
    await chat.says(said)
    assert counts.last == {"numbers": 1}


@pytest.mark.parametrize(
    "said", [f"cek {BUDI} ya", f"{BUDI[:6]} {BUDI[6:12]} {BUDI[12:]}", f"nik saya {NOBODY} tolong pak"]
)
async def test_a_nik_beside_small_words_needs_no_topic(office: Office, bot: Opened, counts: Counts, said: str) -> None:
    office.publishes()
    await (await bot()).says(said)
    assert not counts.last.keys() & {"intent", "pages", "exposed"}


# ---------------------------------------------------------------- its parts


def test_the_whole_is_its_own_part() -> None:
    whole = reading("apa itu sigap?")
    assert whole.of("apa itu sigap?") is whole
    assert whole.of("sigap?").words == ["sigap", "?"]
    assert whole.without_links is whole
    assert reading("apa itu sigap").without_numbers.raw == "apa itu sigap"


def test_what_stands_beside_a_number_is_read_without_it() -> None:
    beside = reading(f"NIK saya {BUDI}, rt 05 kapan  cair?").without_numbers
    assert beside.raw == "nik saya rt kapan cair?"
    assert reading(BUDI).without_numbers.is_blank


def test_a_reading_tells_nobody_what_was_typed() -> None:
    assert BUDI not in repr(reading(BUDI))
