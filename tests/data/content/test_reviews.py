"""Facts age: each says of when it is and by when to look again; nothing that states one goes without a source.

No test here fails because a day has passed: what is overdue is printed, and `sigap doctor` warns of it.
"""

import re
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.doctor import examination
from bot.doctor.finding import Finding
from bot.settings import Settings
from data.clock import WIB
from data.content import contacts, pictures, poster_texts, review_periods, reviews, situations, texts
from data.content.contacts import Contact
from data.content.review_periods import MONTHS
from data.content.texts import DEFAULT, LANGUAGES, Publication, Sentence
from tests.conftest import Office
from tests.data.content.test_texts import OUR_OWN

_MONTH_NAMES = "|".join(dict.fromkeys(name for code in LANGUAGES for name in texts.language(code).months))
STATES = {
    "figure": re.compile(r"\d[\d.,]*\s*(?:%|persen|percent|orang|people|urang|jiwa|KK\b|kali\b|keluarga)"),
    "date": re.compile(rf"\b(?:19|20)\d\d\b|\b(?:{_MONTH_NAMES})\b(?!\s*\()"),
    "amount": re.compile(r"\bRp\s?\d|\d\s*(?:juta|ribu|miliar|jt|million|thousand|billion|rébu)\b"),
    "phone": re.compile(r"\b0\d{2,4}[- ]?\d{3}|\b1500-?\d{3}\b|\b11\d\b(?! \w*bulan)"),
    "law": re.compile(
        r"\b(?:UU|PP|Perda|Perwal|Perpres|Inpres|Kepmen\w*|Permen\w*|Kepwal|Undang-undang|Peraturan|Keputusan \w+|"
        r"Regulation|Act)\s+(?:No\b|Nomor\b|\d|Wali|Pemerintah|Government)",
        re.IGNORECASE,
    ),
}
EXAMPLES = {
    "figure": ("11.666 orang", "44 persen", "10 urang"),
    "date": ("info November 2025", "sejak Februari", "in May 2026"),
    "amount": ("Rp16.800", "20 juta", "3 million"),
    "phone": ("021-171", "1500-537", "telepon 112", "08877-171"),
    "law": ("UU 27/2022", "Permenaker 1/2025", "Perda No 11", "Peraturan Wali Kota"),
}


@pytest.mark.parametrize(("kind", "words"), [(kind, one) for kind, found in EXAMPLES.items() for one in found])
def test_what_states_a_fact_is_found(kind: str, words: str) -> None:
    assert STATES[kind].search(words)


def _stated(written: str) -> list[str]:
    """Which kinds of fact stand there, apart from our own rules."""
    plain = OUR_OWN.sub("", re.sub(r"\{\w+\}", "", written))
    return [kind for kind, words in STATES.items() if words.search(plain)]


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_figure_date_amount_phone_number_and_law_has_a_source(code: str) -> None:
    language = texts.language(code)
    bare = {key: _stated(one.text) for key, one in language.replies.items() if not one.source}
    bare |= {f"phrase {key}": _stated(one) for key, one in language.phrases.items()}
    bare |= {f"label {key}": _stated(one) for key, one in language.labels.items()}
    bare |= {f"telegram {key}": _stated(one) for key, one in texts.telegram(code).model_dump().items()}
    bare |= {f"web {key}": _stated(one) for key, one in texts.web(code).items()}
    assert {key: kinds for key, kinds in bare.items() if kinds} == {}
    assert sum(bool(_stated(one.text)) for one in language.replies.values()) > 30  # the patterns do find something
    assert all(pictures.picture_text(name, code).source for name in pictures.NAMES)
    assert poster_texts.poster_text(code).source


def test_every_fact_carries_its_day_and_the_day_to_look_again() -> None:
    known = reviews.all_of(contacts.read_all(Path("nowhere")))
    names = {one.name for one in known}
    sourced = {key for key, reply in texts.language(DEFAULT).replies.items() if reply.source}
    assert names >= sourced | {"poster", "contact Kemensos"} | {f"picture.{name}" for name in pictures.NAMES}
    assert names >= {f"situation.{name}" for name in situations.situations()}
    assert len(names) == len(known)
    for one in known:
        assert re.fullmatch(r"\d{4}(-\d\d){0,2}|undated", one.as_of)
        assert one.review_by > (review_periods.first_day(one.as_of) or date.min)
    assert [one.review_by for one in known] == sorted(one.review_by for one in known)


def test_what_is_overdue_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    today = datetime.now(WIB).date()
    overdue = [one for one in reviews.all_of() if one.is_overdue(today)]
    with capsys.disabled():
        print(f"\n{len(overdue)} facts should have been looked at again:")  # noqa: T201
        for one in overdue:
            print(f"  {one.name}: of {one.as_of}, by {one.review_by}")  # noqa: T201


def test_a_fact_that_ends_is_looked_at_before_it_ends() -> None:
    """The discount of PP 50/2025 ends for some with December 2026."""
    known = {one.name: one for one in reviews.all_of()}
    assert known["info.self_pay"].review_by <= date(2026, 12, 31)


# ---------------------------------------------------------------- the rule


@pytest.mark.parametrize(
    ("looked", "kind", "by"),
    [
        (date(2026, 11, 22), "programme", date(2027, 2, 22)),
        (date(2026, 8, 31), "contact", date(2027, 2, 28)),
        (date(2027, 12, 31), "law", date(2028, 12, 31)),
        (date(2026, 6, 30), "amount", date(2026, 12, 30)),
        (None, "law", date.min),
    ],
)
def test_each_kind_has_its_months(looked: date | None, kind: review_periods.Kind, by: date) -> None:
    assert review_periods.review_by(looked, kind) == by


def _publication(**given: object) -> Publication:
    return Publication.model_validate({"name": "n", "date": "2026-01", "kind": "law", **given})


def test_who_looked_last_counts_and_a_day_of_its_own_before_the_rule() -> None:
    assert MONTHS["law"] == 12
    assert _publication().due == date(2027, 1, 1)
    assert _publication(checked="2026-11-22").due == date(2027, 11, 22)
    assert _publication(checked="2026-11-22", review_by="2026-12-31").due == date(2026, 12, 31)
    assert _publication(date="undated").due == date.min


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "rumour"},
        {"date": "last year"},
        {"checked": "yesterday"},
        {"checked": "2026-11-22", "review_by": "2026-11-22"},
        {"review_by": "2025-01-01"},
        {"as_of": "2026-01-01"},
    ],
)
def test_a_source_that_is_not_as_it_should_be_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValidationError):
        _publication(**wrong)


def test_a_day_to_look_again_needs_a_fact() -> None:
    with pytest.raises(ValidationError, match="needs a source"):
        Sentence(text="Halo", review_by=date(2027, 1, 1))
    assert Sentence(text="112", source=("S23 2025-11-12 M",), review_by=date(2027, 1, 1)).review_by


def _office(**known: object) -> Contact:
    return Contact.model_validate({"name": "Disnaker", "matters": ["bpjs"], "phone": "021-1234567", **known})


def test_an_office_that_staff_checked_is_due_half_a_year_later() -> None:
    (fact,) = [one for one in reviews.all_of([_office(verified_on="2026-11-20")]) if one.name == "contact Disnaker"]
    assert (fact.as_of, fact.review_by) == ("2026-11-20", date(2027, 5, 20))
    assert not fact.is_overdue(date(2027, 5, 20))
    assert fact.is_overdue(date(2027, 5, 21))
    (fact,) = reviews._offices([_office(verified_on="2026-11-20", review_by="2026-12-31")])
    assert fact.review_by == date(2026, 12, 31)
    assert list(reviews._offices([_office()])) == []  # nobody vouches for it, so nobody is told it


# ---------------------------------------------------------------- doctor


def _doctor_of(office: Office) -> Finding:
    settings = Settings.model_validate({"data_dir": office.home, "nik_key": office.key.secret.hex()})
    (found,) = [one for one in examination.examine(settings) if one.name == "facts"]
    return found


def test_doctor_lists_a_few_and_counts_all_and_never_fails_by_it(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = [reviews.Fact(f"info.{n}", "2025", date(2026, 1, 1 + n)) for n in range(9)]
    monkeypatch.setattr(reviews, "all_of", lambda *_: late)
    found = _doctor_of(office)
    assert found.level == "warning"
    assert found.said.startswith("9 of 9 are overdue for review: info.0 (of 2025, by 2026-01-01), info.1")
    assert found.said.endswith("info.4 (of 2025, by 2026-01-05) and 4 more")
    later = [reviews.Fact("info.about", "2026-11", datetime.now(UTC).date().replace(year=9999))]
    monkeypatch.setattr(reviews, "all_of", lambda *_: later)
    assert _doctor_of(office).level == "ok"


def test_a_contact_that_staff_checked_long_ago_is_named(office: Office) -> None:
    (office.home / "contacts.toml").write_text(
        '[disnaker]\nmatters = ["bpjs"]\nname = "Disnaker"\nphone = "021-1"\nverified_on = 2019-01-01\n'
    )
    assert "are overdue for review: contact Disnaker (of 2019-01-01, by 2019-07-01)" in _doctor_of(office).said
    (office.home / "contacts.toml").write_text("[x")
    assert _doctor_of(office).level in {"ok", "warning"}  # the contacts themselves are the error
