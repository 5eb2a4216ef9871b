"""A chat's question and its last answers come back from the database as they were, also from earlier versions."""

import json
from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from data.chats import recent_answers, stored_state
from data.chats.questions import (
    AnswerGuide,
    AskFactor,
    CadreLabel,
    CompareMessage,
    DeskButtons,
    DeskInput,
    FirstHalf,
    PickNik,
    Question,
    SubscribePrompt,
    WhichKecamatan,
)
from data.chats.recent_answers import AskedNik, KkOrNik, RecentAnswer, SeveralNiks, WatchOffer, remember, still_kept
from data.coverage.second_factor import Factor

NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
SOON = NOW + timedelta(milliseconds=250)
SEVERAL = SeveralNiks("token", (b"one", b"two"), (17, 4711))
ASKED = AskedNik(b"one", SEVERAL, WatchOffer(3, b"typed"), kk_or_nik=KkOrNik(b"kk", b"two", Factor.KK))
QUESTIONS: tuple[Question, ...] = (
    AskFactor(NOW, b"one", Factor.KK, SEVERAL, "session"),
    PickNik(NOW, SEVERAL, "session"),
    AnswerGuide(NOW),
    WhichKecamatan(NOW),
    CompareMessage(NOW),
    SubscribePrompt(NOW, "session"),
    DeskButtons(NOW, {"Kirim": "desk.hand.3"}, 3, "su", "held", SOON),
    DeskInput(NOW, "text", {"Kembali": "desk.draft.3"}, 3, "su", FirstHalf(SOON, 4100)),
    CadreLabel(NOW, 6),
)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda one: one.kind)
def test_every_question_comes_back_as_it_was(question: Question) -> None:
    assert stored_state.load_question(stored_state.dump_question(question), NOW) == question


def test_there_is_an_example_of_every_question() -> None:
    assert {type(one) for one in QUESTIONS} == {*get_args(Question)}


@pytest.mark.parametrize(
    ("slot", "expected"),
    [
        ({"step": "told", "original": "3.id"}, None),
        ({"step": "again", "nik": b"one".hex(), "button": "t"}, None),
        ({"step": "guide", "watch": {"token": "t", "nik": b"one".hex(), "snapshot": 3, "typed": ""}}, AnswerGuide(NOW)),
        ({"step": "kecamatan"}, WhichKecamatan(NOW)),
        ({"step": "genuine"}, CompareMessage(NOW)),
        ({"step": "invite"}, SubscribePrompt(NOW)),
        ({"step": "invite", "nik": b"one".hex(), "session": "s"}, SubscribePrompt(NOW, "s")),
        ({"step": "desk.press", "number": 0, "word": "", "buttons": {"A": "b"}}, DeskButtons(NOW, {"A": "b"})),
        (
            {"step": "desk.press", "number": 3, "word": "su", "buttons": {}, "held": "x"},
            DeskButtons(NOW, {}, 3, "su", "x"),
        ),
        (
            {"step": "desk.text", "number": 3, "word": "su", "buttons": {}, "whole": 4100, "cut": SOON.timestamp()},
            DeskInput(NOW, "text", {}, 3, "su", FirstHalf(SOON, 4100)),
        ),
        ({"step": "desk.cadre.label", "months": 6}, CadreLabel(NOW, 6)),
    ],
)
def test_questions_that_earlier_versions_stored_are_read(slot: dict[str, object], expected: Question | None) -> None:
    assert stored_state.load_question(json.dumps(slot), NOW) == expected


def test_answers_come_back_as_they_were() -> None:
    answers = (
        RecentAnswer(NOW, "menu", ("check", "guide"), session="a", closes=True),
        RecentAnswer(NOW, recent_answers.CHECK, token="t", asked=ASKED),
        RecentAnswer(NOW, "genuine.yes", original="3.id"),
    )
    assert stored_state.load_answers(stored_state.dump_answers(answers)) == answers


def test_what_version_2_stored_is_read() -> None:
    moment = int(NOW.timestamp())
    several = '{"token":"token","hashes":["6f6e65","74776f"],"ends":[17,4711]}'
    asked = (
        f'{{"nik":"6f6e65","others":{several},"watch":{{"snapshot":3,"typed":"7479706564"}},'
        f'"kk_or_nik":{{"kk":"6b6b","nik":"74776f","factor":"kk"}}}}'
    )
    answers = stored_state.load_answers(
        f'{{"v":2,"answers":[{{"at":{moment},"page":"check","token":"t","asked":{asked}}}]}}'
    )
    assert answers == (RecentAnswer(NOW, recent_answers.CHECK, token="t", asked=ASKED),)
    factor = f'{{"until":{moment},"nik":"6f6e65","factor":"kk","others":{several},"session":"session","kind":"factor"}}'
    assert stored_state.load_question(f'{{"v":2,"question":{factor}}}', NOW) == QUESTIONS[0]
    half = f'{{"at":{SOON.timestamp()},"length":4100}}'
    desk = f'{{"until":{moment},"step":"text","labels":{{"Kembali":"desk.draft.3"}},"number":3,"argument":"su",'
    desk += f'"first_half":{half},"kind":"desk.input"}}'
    assert stored_state.load_question(f'{{"v":2,"question":{desk}}}', NOW) == QUESTIONS[7]


@pytest.mark.parametrize(
    "kept",
    [
        '{"v":2}',
        '{"v":3}',
        "[" * 5000,
        '{"v":2,"question":' + '{"a":' * 5000,
        '{"v":3,"answers":' + "[" * 5000,
        '{"v":3,"step":"who","answers":' + "[" * 5000,
        '{"v":2,"question":{"kind":"pick","until":1,"others":{"token":"t","hashes":["6f6"]}}}',
        '{"v":3,"question":{"kind":"guide","until":"2026-11-22T05:00:00"}}',
        '{"v":3,"answers":[{"at":"2026-11-22T05:00:00","page":"menu"}]}',
        '{"v":2,"answers":[{"at":"2026-11-22T05:00:00","page":"menu"}]}',
    ],
    ids=lambda kept: kept[:40],
)
def test_what_no_version_wrote_is_dropped(kept: str) -> None:
    assert stored_state.load_question(kept, NOW) is None
    assert stored_state.load_answers(kept) == ()
    assert stored_state.load_guide(kept) is None


def test_an_answer_from_the_far_future_is_dropped() -> None:
    (answer,) = stored_state.load_answers('{"v":3,"answers":[{"at":"9999-12-31T23:59:59Z","page":"menu"}]}')
    assert still_kept((answer,), NOW) == ()


def test_they_never_take_more_space_than_allowed() -> None:
    answers = tuple(RecentAnswer(NOW, "menu", (str(n) * 5000,)) for n in range(9))
    kept = stored_state.dump_answers(answers)
    assert len(kept) <= stored_state.LARGEST
    assert stored_state.load_answers(kept) == answers[-3:]


def test_ten_of_each_kind_are_remembered_for_a_day() -> None:
    check = RecentAnswer(NOW, recent_answers.CHECK, asked=ASKED)
    kept: tuple[RecentAnswer, ...] = (check,)
    for n in range(30):
        kept = remember(kept, RecentAnswer(NOW + timedelta(hours=n), f"page {n}"))
    assert [one.page for one in kept] == ["check", *(f"page {n}" for n in range(20, 30))]
    assert [one.page for one in still_kept(kept, NOW + timedelta(hours=47))] == [f"page {n}" for n in range(24, 30)]
    for _ in range(30):
        kept = remember(kept, check)
    assert len(kept) == 20


def test_a_menu_that_is_forgotten_still_separates_what_was_before_it() -> None:
    before, after = (RecentAnswer(NOW, recent_answers.CHECK, token=one, asked=ASKED) for one in ("before", "after"))
    kept: tuple[RecentAnswer, ...] = (before, RecentAnswer(NOW, "menu", closes=True), after)
    for n in range(10):
        kept = remember(kept, RecentAnswer(NOW, f"page {n}"))
    assert [one.page for one in kept][:3] == ["check", "check", "page 0"]
    assert [one.token for one in kept if one.closes] == ["after"]


def test_a_forgotten_menu_separates_nothing_in_another_session() -> None:
    mine, theirs = (RecentAnswer(NOW, recent_answers.CHECK, (), one, one, ASKED) for one in ("mine", "theirs"))
    kept: tuple[RecentAnswer, ...] = (mine, theirs, RecentAnswer(NOW, "menu", session="mine", closes=True))
    for n in range(12):
        kept = remember(kept, RecentAnswer(NOW, f"page {n}", session="theirs"))
    assert len(kept) == 2 + recent_answers.MOST
    assert [one.page for one in kept if one.closes] == ["menu"]  # nothing of its own session came after it
    kept = remember(kept, RecentAnswer(NOW, "last", session="mine"))
    for n in range(9):
        kept = remember(kept, RecentAnswer(NOW, f"page {n}", session="theirs"))
    assert [one.page for one in kept if one.closes] == ["last"]


def test_a_token_belongs_to_the_answer_that_has_it_and_an_empty_one_to_none() -> None:
    answer = RecentAnswer(NOW, recent_answers.CHECK, token="mine", asked=ASKED)
    assert answer.has_buttons_of("mine")
    assert answer.has_buttons_of("token")  # of the NIKs beside it
    assert not answer.has_buttons_of("other")
    assert not RecentAnswer(NOW, recent_answers.CHECK, asked=ASKED).has_buttons_of("")
    assert not RecentAnswer(NOW, "menu", token="mine").has_buttons_of("mine")
