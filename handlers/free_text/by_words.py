"""Answers by words that leave no doubt, where what the model makes of a long or angry message would do harm."""

import re

from handlers.reading import Reading
from handlers.words import work_illness
from handlers.words.intent import NOT_OURS, Intent

_OF_WORK, _ORDINARY = "answer.benefits.occupational_illness", "answer.benefits.sick"
_SICK = "benefits.sick"
_EMERGENCY = "offices.emergency"
_NO_BLANKS = "answer.update.ktp_no_blanks"
_HEALTH = frozenset({"info.kesehatan", "answer.about.not_kesehatan", "answer.other.kesehatan"})
_MAY_BE_ILLNESS = frozenset({NOT_OURS, "benefits", "claim", "eligibility", "about_program", "check_coverage", None})
_KIND = {
    "human.aid_wrong_people", "human.rant", "human.complain_where", "human.sent_around", "eligible.neighbour",
    "eligible.rt_favours", "eligible.rt_cadre_honorary", "other.hardship",
}  # fmt: skip
"""Fine questions whose answers begin with a kind word."""
_ANY_KIND = 0.05
"""The probability from which one of them is given to somebody in pain who asks for nothing."""
_FALLBACK = "answer.human.rant"
_MAY_BE_A_RANT = frozenset(
    {"update_data", "eligibility", "self_registration", "about_program", "human", NOT_OURS, None}
)
_ASKS = frozenset(
    "bagaimana kapan dimana kemana berapa siapa cara apakah bisa boleh syarat tolong minta how when where which "
    "can what please".split()
)
_WANTS = re.compile(r"\b(?:saya|kami) mau\b|\bmau (?:tanya|cek|daftar|lapor|urus|ikut|perbaiki|betulkan)\b")


def step(reading: Reading, intent: Intent) -> str:
    """The answer that the words call for, whatever the model makes of them; empty if there is none."""
    other_question = intent.topic in {"benefits", "claim"} and intent.question not in {"", _SICK}
    may_be = intent.topic in _MAY_BE_ILLNESS and not other_question and not reading.harm
    if may_be and work_illness.asked(reading.words):
        return _OF_WORK
    if may_be and "ill_now" in reading.signs:
        return _EMERGENCY
    return _NO_BLANKS if "no_blanks" in reading.signs else ""


def instead(page: str, reading: Reading, intent: Intent) -> str:
    """The page; in place of one that a person who is ill from work, or in pain, would be hurt by, another."""
    if page in _HEALTH and work_illness.names_its_bpjs(reading.words) and work_illness.is_ailing(reading.words):
        return _ORDINARY
    return kind_word(reading, intent) or page if page.startswith("info.") else page


def kind_word(reading: Reading, intent: Intent) -> str:
    """The kind answer to somebody who complains with words of pain and asks for nothing; empty for anybody else."""
    if intent.topic not in _MAY_BE_A_RANT or reading.harm or "pained" not in reading.signs:
        return ""
    if not _ASKS.isdisjoint(reading.words) or _WANTS.search(reading.spelt):
        return ""
    likely = next((one for one in intent.questions if one.label in _KIND and one.probability >= _ANY_KIND), None)
    return f"answer.{likely.label}" if likely else _FALLBACK
