"""Thirty-two people's stories, told through `sigap ask`, stay as they were read and found good."""

import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from data.content import texts
from data.content.texts import LANGUAGES, LONGEST_FIRST, label, text
from handlers import one_message
from handlers.steps import has_step
from tests.conftest import AS_OF
from tests.data.content.test_texts import BEHIND_A_BUTTON
from tests.support.step_texts import text_of
from tests.support.stories import STORIES, Heard, document, tell
from tests.support.story import Story
from tests.transcripts.files import STORIES as STORIES_FILE

BY_NAME = {story.name: story for story in STORIES}
every_story = pytest.mark.parametrize("name", BY_NAME)

PROMISES = re.compile(
    r"pasti (?:dapat|masuk|diterima|cair|tercatat)|dijamin|terlindungi|akan (?:mendapat|dibayar|cair|diterima)"
    r"|you will (?:get|receive|be (?:paid|listed|covered))|guaranteed|you are (?:covered|protected)"
    r"|(?<!teu )tangtos (?:kenging|lebet|ditampi)|bakal (?:kenging|dapat)",
    re.IGNORECASE,
)
TWO_ANSWERS = {("accident", "tolong min"), ("widow", "suami saya"), ("widow", "ini nik"), ("news", "halo min")}
"""Messages that get two answers, both in the one bubble."""
SEEN = {"check.found", "check.ended", "check.not_listed"}
"""Answers that say what the data of a day knows."""


@cache
def told(name: str) -> list[Heard]:
    return tell(BY_NAME[name])


def heard(name: str, said: str) -> Heard:
    """What came after the line that begins so."""
    return next(one for one in told(name) if one.said.startswith(said))


def test_the_stories_are_what_comes_out(as_written: Callable[[Path, str], None]) -> None:
    as_written(STORIES_FILE, document())  # read what changed as these people


@every_story
def test_people_type_a_few_messages(name: str) -> None:
    typed = [line for visit in BY_NAME[name].visits for line in visit if not line.startswith("[")]
    assert 4 <= len(typed) <= 12


@every_story
def test_every_message_gets_one_short_bubble_that_leads_on(name: str) -> None:
    for one in told(name):
        assert len(one.bubbles) == 1, one.said
        assert 0 < len(one.bubbles[0]) <= one_message.LONGEST, one.said
        assert all(len(reply["choices"]) <= 7 for reply in one.answer["replies"]), one.said
        assert all(has_step(value) for value, _ in one.buttons), one.said
        assert one.buttons or one.outcome == "check.asked", one.said


@every_story
def test_the_first_bubble_is_a_glance_unless_one_asked_for_all_of_a_page(name: str) -> None:
    for one in told(name):
        if one.outcome not in BEHIND_A_BUTTON | {"guide", "guide.problem", "situation"}:
            answer = one.bubbles[0]
            notes = (texts.phrase(key, code) for key in ("spoken", "in_indonesian") for code in LANGUAGES)
            for asked in (*map(invitation, LANGUAGES), *notes):
                answer = answer.removesuffix(f"\n\n{asked}")
            two = any((name, one.said[: len(begins)]) == (who, begins) for who, begins in TWO_ANSWERS)
            assert len(answer) <= (one_message.LONGEST if two else LONGEST_FIRST), one.said


@every_story
def test_nothing_is_promised(name: str) -> None:
    for one in told(name):
        assert [found for bubble in one.bubbles if (found := PROMISES.search(bubble))] == [], one.said


@every_story
def test_what_the_data_says_comes_with_its_date(name: str) -> None:
    dates = {texts.day(AS_OF, code) for code in LANGUAGES}
    for one in told(name):
        if one.outcome in SEEN:
            assert any(date in bubble for bubble in one.bubbles for date in dates), one.said


@every_story
def test_no_nik_is_said_back(name: str) -> None:
    typed = {nik for one in told(name) for nik in re.findall(r"\d{16}", one.said)}
    answered = "\n".join(str(one.answer["replies"]) for one in told(name))
    assert [nik for nik in typed if nik in answered] == []


# What the key messages mean, and the page that answers them.
@pytest.mark.parametrize(
    ("name", "said", "outcome", "topic"),
    [
        ("accident", "tolong min", "check.found", "check_coverage"),
        ("accident", "udah di rs", "info.emergency.hospital", "claim"),
        ("accident", "trus lapornya kemana", "info.claim.accident", "claim"),
        ("accident", "klo dia ga bs narik", "info.benefits.accident", "benefits"),
        ("widow", "ini nik almarhum", "check.found", "check_coverage"),
        ("widow", "akta kematian", "offices", "office"),
        ("widow", "anak saya 2", "info.benefits", "benefits"),
        ("widow", "ada yg nawarin bantu", "info.claim", "scam_report"),
        ("envy", "knapa tetangga", "info.why", "eligibility"),
        ("envy", "3275", "check.not_listed", "check_coverage"),
        ("envy", "dia mah punya motor", "info.why", "eligibility"),
        ("envy", "desil sy", "info.desil", "update_data"),
        ("envy", "trus sy hrs gmn", "guide", "update_data"),
        ("rt", "Selamat pagi", "check.several", "check_coverage"),
        ("rt", "1", "check.found", "check_coverage"),
        ("rt", "2", "check.ended", "check_coverage"),
        ("rt", "3", "check.not_listed", "check_coverage"),
        ("rt", "pak slamet", "situation", "update_data"),
        ("rt", "lanjutkan", "guide", "update_data"),
        ("rt", "mdn satria", "guide", "update_data"),
        ("kabupaten", "bang gua tinggal di tambun", "info.kabupaten", "out_of_scope"),
        ("kabupaten", "nik gua", "check.not_listed", "check_coverage"),
        ("kabupaten", "ktp gua", "info.kabupaten", "out_of_scope"),
        ("kabupaten", "bayar sendiri", "info.self_pay", "contribution"),
        ("scam", "min saya td ditelpon", "info.scammed", "scam_report"),
        ("scam", "gmn dong ini", "info.scammed", "scam_report"),
        ("scam", "uangnya bs balik", "info.scammed", "scam_report"),
        ("scam", "nik sy", "check.not_listed", "check_coverage"),
        ("grandmother", "punten jang, ema hoyong", "info.about", "about_program"),
        ("grandmother", "ema teu ngartos", "language", "language"),
        ("grandmother", "incu ema", "info.register", "self_registration"),
        ("stuck", "saya sudah usul", "situation", "update_data"),
        ("stuck", "di kelurahan katanya", "info.update.after", "update_data"),
        ("stuck", "mau komplain", "info.human", "human"),
        ("builder", "Mas, aku kuli", "info.register", "self_registration"),
        ("builder", "nek tiba seko gedung", "info.benefits.accident", "benefits"),
        ("builder", "nek mbayar dewe", "info.self_pay", "contribution"),
        ("builder", "kancaku KTP ne", "check.not_listed", "check_coverage"),
        ("employer", "Sorry, English please", "language", "language"),
        ("employer", "How can I check", "check.asked", "check_coverage"),
        ("employer", "Her NIK is", "check.found", "check_coverage"),
        ("employer", "What does she get", "info.benefits.accident", "benefits"),
        ("employer", "Can I pay for her", "info.self_pay", "self_registration"),
        ("employer", "Is it safe", "privacy", "privacy"),
        ("despair", "bot goblok", "info.calm", "out_of_scope"),
        ("despair", "gw utang pinjol", "info.despair", "out_of_scope"),
        ("despair", "cape hidup", "info.despair", "human"),
        ("despair", "emang ada orang", "info.despair", "human"),
        ("news", "cek dong", "check.unavailable", "check_coverage"),
        ("news", f"[{label('watch', 'id')}]", "watch.kept", "subscribe"),
    ],
)
def test_the_key_messages_are_understood(name: str, said: str, outcome: str, topic: str) -> None:
    one = heard(name, said)
    assert (one.outcome, one.topic, one.answer["sure"]) == (outcome, topic, True)


def test_who_lost_somebody_gets_no_menu() -> None:
    one = heard("widow", "suami saya meninggal")
    assert one.outcome == "info.claim.death"
    assert one.topic == "claim" or "claim" in one.answer["offered"]


def test_who_was_hurt_is_helped_before_anything_else() -> None:
    (told_first,) = heard("accident", "tolong min").bubbles
    help_first = text("info.emergency", "id")
    assert told_first.startswith(f"{help_first}\n\n")
    assert "rumah sakit" in help_first.split("\n")[0]
    assert "2 x 24 jam" in help_first
    assert texts.day(AS_OF, "id") in told_first.removeprefix(help_first)


HURT = """
td pg sy jth dr motr pas nrik,lngsng k rs mna
bojoku keplindes trek pas dodolan bakso, terus piye mas
kalo kayak gini gmn, suami barusan ketabrak pas narik, lapor kemana
bapak jatoh dari atap, takut meninggal, tolong
"""
LOST = """
Innalillahi, adik saya wafat terlindas truk waktu mengantar galon. Surat apa yang mesti saya kumpulkan?
bapakku sedo ketabrak motor pas narik becak, ngurus santunane piye
keponakan kecemplung tangki septik pas nyedot wc, ga ketolong. ngurusnya gimana
suami saya meninggal, dapet apa dan ngurusnya gimana
"""


def first_answers(lines: str) -> list[Heard]:
    """What comes after each line, typed by somebody who wrote nothing before."""
    return [one for line in lines.strip().splitlines() for one in tell(Story("told", "Told in a hurry", line))]


def test_who_was_hurt_gets_help_also_in_typos_and_dialect() -> None:
    for one in first_answers(HURT):
        assert one.bubbles == [text("info.emergency", "id")], one.said
        assert "info.claim.accident" in [value for value, _ in one.buttons], one.said


def test_who_lost_somebody_is_not_told_to_take_him_to_hospital() -> None:
    for one in first_answers(LOST):
        claims = (text("info.claim.killed", "id"), text("info.claim.death", "id"), text_of("answer.claim.death_steps"))
        assert one.bubbles[0].removeprefix(f"{texts.phrase('condolence', 'id')} ").startswith(claims), one.said


def test_the_widow_hears_what_she_gets_and_how_and_where_to_begin() -> None:
    first = heard("widow", "suami saya meninggal")
    assert first.bubbles[0].startswith("Turut berduka")
    assert "Rp42 juta" in first.bubbles[0]
    assert "3 bulan" in first.bubbles[0]
    checked = heard("widow", "ini nik almarhum")
    assert checked.bubbles[0].endswith(text("info.claim.death", "id")) or "info.claim.death" in dict(checked.buttons)
    assert "kelurahan" in heard("widow", "akta kematian").bubbles[0]


def test_the_guide_goes_on_where_the_rt_left_it_and_knows_the_kelurahan() -> None:
    assert heard("rt", "lanjutkan").bubbles == heard("rt", "sudah").bubbles
    assert "Kelurahan Medansatria, Kecamatan Medansatria" in heard("rt", "[Medansatria]").bubbles[0]


@pytest.mark.parametrize(
    ("name", "chosen", "code"), [("grandmother", "ema teu ngartos", "su"), ("employer", "Sorry, English", "en")]
)
def test_the_language_once_named_stays(name: str, chosen: str, code: str) -> None:
    after = told(name)[told(name).index(heard(name, chosen)) :]
    in_it = [one for one in after if not one.bubbles[0].startswith(texts.phrase("in_indonesian", code))]
    menus = {word for one in in_it for value, word in one.buttons if value == "check"}
    assert menus == {label("check", code)}
    assert after[0].bubbles == [text("language", code)]


def invitation(code: str) -> str:
    """Asked once, at the end of an answer."""
    return text("invite", code)


def test_a_question_of_the_nik_alone_gets_no_second_answer() -> None:
    assert heard("builder", "kancaku KTP ne").bubbles[0].startswith("Tidak tercatat · per ")


@every_story
def test_who_has_worries_is_not_asked_for_more_and_nobody_twice(name: str) -> None:
    asked = [n for n, one in enumerate(told(name)) if one.bubbles[0].endswith(tuple(map(invitation, LANGUAGES)))]
    assert asked == [n for n, one in enumerate(told(name)) if "invite.yes" in dict(one.buttons)]
    worried = {
        "envy", "accident", "widow", "scam", "despair", "stuck", "rt",
        "otp", "angry", "ojek", "gorengan", "siri", "courier", "cadre", "farmhand", "selfpayer",
        "latefather", "posyandu", "returned", "wastepicker",
    }  # fmt: skip
    assert len(asked) == (name not in worried)
    assert all(told(name)[n].outcome != "check.not_listed" for n in asked)
    assert 0 not in asked or name in {
        "builder",
        "farmhand",
        "daughter",
    }  # who ask at once how to register, or what it is


def test_news_says_nothing_and_comes_once() -> None:
    kept, first, second, third = (
        heard("news", f"[{label('watch', 'id')}]"),
        *[one for one in told("news") if one.visit == 1],
    )
    assert kept.bubbles == [text("watch.kept_here", "id")]
    assert first.bubbles[0].endswith(text("watch.changed", "id"))
    assert "ercatat" not in text("watch.changed", "id")
    assert second.outcome == "check.found"
    assert third.bubbles == [text("watch.none", "id")]


@every_story
def test_it_is_asked_once_a_visit_whether_an_answer_helped_and_never_who_has_worries(name: str) -> None:
    asked = [one for one in told(name) if "helped.yes" in dict(one.buttons)]
    assert len(asked) == len({one.visit for one in asked})
    assert not any("invite.yes" in dict(one.buttons) for one in asked)
    assert not asked or name not in {
        "accident", "widow", "scam", "despair", "otp", "angry", "ojek", "siri", "courier",
    }  # fmt: skip
