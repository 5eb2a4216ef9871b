"""A sending time as officers type it: understood as meant, or asked again; never in the past."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data.announcements import quiet_hours
from data.clock import WIB
from data.content import texts
from handlers.desk.time.sending_time import FARTHEST, NotATime, in_words, parse
from handlers.desk.time.time_words import LONGEST, PARTS, WEEKDAYS, Reason
from tests.support.readings import reading

NOW = datetime(2026, 11, 25, 10, 0, tzinfo=WIB)
"""A Wednesday."""

UNDERSTOOD = [
    # a day and an hour
    ("besok 08:00", "2026-11-26 08:00"),
    ("besok jam 8 pagi", "2026-11-26 08:00"),
    ("Besok pukul 08.00 WIB", "2026-11-26 08:00"),
    ("bsk jm 8", "2026-11-26 08:00"),
    ("jam 8 besok pagi ya", "2026-11-26 08:00"),
    ("tolong kirim besok jam delapan pagi", "2026-11-26 08:00"),
    ("besok jam 0830", "2026-11-26 08:30"),
    ("besok ８：００", "2026-11-26 08:00"),
    ("hari ini 16.30", "2026-11-25 16:30"),
    ("hari ini jam 11", "2026-11-25 11:00"),
    ("lusa 9", "2026-11-27 09:00"),
    ("besok lusa jam 9", "2026-11-27 09:00"),
    ("nanti sore jam 4", "2026-11-25 16:00"),
    ("nanti jam 4 sore", "2026-11-25 16:00"),
    ("siang ini jam 2", "2026-11-25 14:00"),
    # parts of a day
    ("besok pagi", "2026-11-26 09:00"),
    ("senin pagi", "2026-11-30 09:00"),
    ("besok siang", "2026-11-26 13:00"),
    ("nanti sore", "2026-11-25 16:00"),
    ("malam ini", "2026-11-25 19:00"),
    ("8 malam", "2026-11-25 20:00"),
    ("besok jam 12 siang", "2026-11-26 12:00"),
    ("besok jam 11 siang", "2026-11-26 11:00"),
    ("besok jam 5 subuh", "2026-11-26 05:00"),
    ("nanti jam 12 malam", "2026-11-26 00:00"),
    ("jam 1 malam", "2026-11-26 01:00"),
    # halves and quarters
    ("besok jam setengah 9", "2026-11-26 08:30"),
    ("besok setengah sembilan pagi", "2026-11-26 08:30"),
    ("setengah 1 siang", "2026-11-25 12:30"),
    ("setengah 8 malam", "2026-11-25 19:30"),
    ("besok setengah 12 malam", "2026-11-26 23:30"),
    ("besok jam 9 kurang seperempat", "2026-11-26 08:45"),
    ("besok jam 8 lewat 20 menit", "2026-11-26 08:20"),
    # weekdays
    ("rabu jam 11", "2026-11-25 11:00"),
    ("rabu jam 9", "2026-12-02 09:00"),
    ("jumat 9.30", "2026-11-27 09:30"),
    ("Jum'at jam 9.30", "2026-11-27 09:30"),
    ("jum’at ini jam 1 siang", "2026-11-27 13:00"),
    ("nanti jumat jam 9", "2026-11-27 09:00"),
    ("jumat malam jam 8", "2026-11-27 20:00"),
    ("jumat depan jam 2 siang", "2026-12-04 14:00"),
    ("hari minggu depan jam 9", "2026-12-06 09:00"),
    ("minggu jam 9", "2026-11-29 09:00"),
    # dates
    ("5 desember 10:00", "2026-12-05 10:00"),
    ("tgl 5 Des 2026, pukul 10.00 WIB.", "2026-12-05 10:00"),
    ("5/12 jam 10", "2026-12-05 10:00"),
    ("5-12-2026 10.00", "2026-12-05 10:00"),
    ("05/12/26 10.00", "2026-12-05 10:00"),
    ("5.12.2026 jam 10", "2026-12-05 10:00"),
    ("2026-12-05 10:00", "2026-12-05 10:00"),
    ("2026-12-05T10:00", "2026-12-05 10:00"),
    ("sabtu 5 desember jam 10", "2026-12-05 10:00"),
    ("5 januari jam 9", "2027-01-05 09:00"),
    ("tanggal 30 jam 10", "2026-11-30 10:00"),
    ("tgl 3 jam 10", "2026-12-03 10:00"),
    # only an hour: the next one, as a clock has it
    ("jam 8", "2026-11-26 08:00"),
    ("08:00", "2026-11-26 08:00"),
    ("jam 10", "2026-11-26 10:00"),
    ("10.01", "2026-11-25 10:01"),
    ("20.00", "2026-11-25 20:00"),
    # from now on
    ("30 menit lagi", "2026-11-25 10:30"),
    ("2 jam lagi", "2026-11-25 12:00"),
    ("dalam dua jam", "2026-11-25 12:00"),
    ("sejam lagi", "2026-11-25 11:00"),
    ("setengah jam lagi", "2026-11-25 10:30"),
    ("1 jam 30 menit lagi", "2026-11-25 11:30"),
    ("satu setengah jam lagi", "2026-11-25 11:30"),
    ("3 hari lagi jam 8", "2026-11-28 08:00"),
    ("seminggu lagi jam 8 pagi", "2026-12-02 08:00"),
]  # fmt: skip

NOT_TAKEN: list[tuple[str, Reason]] = [
    ("", "not_understood"),
    ("8", "not_understood"),  # perhaps a button's number
    ("batal", "not_understood"),
    ("kemarin jam 8", "not_understood"),
    ("sekitar jam 8", "not_understood"),
    ("jam 8-10", "not_understood"),
    ("jam 8 atau 9", "not_understood"),
    ("besok jam 8 WITA", "not_understood"),
    ("besok jam 25", "not_understood"),
    ("besok 24.00", "not_understood"),
    ("besok jam 8.75", "not_understood"),
    ("besok jam 9 malam pagi", "not_understood"),
    ("besok jam 5 siang", "not_understood"),
    ("31/2 jam 9", "not_understood"),
    ("5/13 jam 9", "not_understood"),
    ("jangan besok jam 8", "not_understood"),
    ("sekarang besok", "not_understood"),
    ("2 jam lagi besok", "not_understood"),
    ("besok jam 8 " * 20, "not_understood"),
    ("besok", "no_hour"),
    ("5 desember", "no_hour"),
    ("nanti jam 4", "which_hour"),
    ("hari ini jam 9", "which_hour"),
    ("malam jumat jam 8", "which_day"),  # Thursday's evening, or Friday's
    ("besok jam 12 malam", "which_day"),
    ("jumat jam 1 malam", "which_day"),
    ("minggu depan jam 9", "which_day"),  # next week, or Sunday of next week
    ("jumat 28 november jam 9", "which_day"),  # which is a Saturday
    ("besok sabtu jam 9", "which_day"),
    ("senin selasa jam 9", "which_day"),
    ("hari ini 04:00", "past"),
    ("hari ini jam 9 pagi", "past"),
    ("hari ini 10.00", "which_hour"),
    ("pagi ini", "past"),
    ("5 november jam 9", "past"),
    ("5/12/2025 jam 9", "past"),
    ("1 maret jam 9", "too_far"),
    ("99 hari lagi jam 8", "too_far"),
    ("9999 jam lagi", "too_far"),
]


@pytest.mark.parametrize(("typed", "meant"), UNDERSTOOD)
def test_what_officers_type_is_understood(typed: str, meant: str) -> None:
    moment = parse(reading(typed), NOW)
    assert moment
    assert f"{moment:%Y-%m-%d %H:%M}" == meant
    assert moment.utcoffset() == timedelta(hours=7)


@pytest.mark.parametrize(("typed", "reason"), NOT_TAKEN)
def test_what_is_not_clear_is_asked_again(typed: str, reason: Reason) -> None:
    with pytest.raises(NotATime) as refused:
        parse(reading(typed), NOW)
    assert refused.value.reason == reason
    assert texts.staff(f"when.{reason}")


@pytest.mark.parametrize("typed", ["sekarang", "Segera!", "langsung", "kirim sekarang juga", "langsung aja ya"])
def test_at_once(typed: str) -> None:
    assert parse(reading(typed), NOW) is None


def test_the_time_is_that_of_bekasi_wherever_the_machine_stands() -> None:
    late = datetime(2026, 11, 25, 18, 30, tzinfo=UTC)  # 01.30 on the 26th
    assert parse(reading("besok 08:00"), late) == datetime(2026, 11, 27, 8, 0, tzinfo=WIB)


def test_a_wait_ends_with_its_minute() -> None:
    assert parse(reading("30 menit lagi"), NOW + timedelta(seconds=1)) == NOW + timedelta(minutes=31)


def test_what_was_understood_is_said_with_the_weekday() -> None:
    assert in_words(datetime(2026, 11, 28, 1, 0, tzinfo=UTC)) == "Sabtu, 28 November 2026 pukul 08.00 WIB"


MOMENTS = st.integers(0, 10**9).map(lambda seconds: datetime(2025, 1, 1, tzinfo=WIB) + timedelta(seconds=seconds))
PIECES = st.sampled_from(
    [
        *WEEKDAYS,
        *PARTS,
        *"besok lusa nanti ini depan lagi jam setengah tanggal kurang lewat seperempat desember dua".split(),
        *"hari ini|5/12|31 des|1 jan|29/2|8.30|20:00|12|7|2 jam lagi|90 menit lagi|3 hari lagi|sekarang".split("|"),
    ]
)


@given(MOMENTS, st.one_of(st.lists(PIECES, max_size=5).map(" ".join), st.text(max_size=2 * LONGEST)))
def test_it_never_lies_in_the_past_or_too_far_and_has_no_seconds(now: datetime, typed: str) -> None:
    try:
        moment = parse(reading(typed), now)
    except NotATime:
        return
    if moment is not None:
        assert now < moment <= now + FARTHEST
        assert (moment.second, moment.microsecond, moment.tzinfo) == (0, 0, WIB)


@given(MOMENTS, st.integers(1, 60 * 24 * 60))
def test_what_is_said_means_the_same_when_it_is_typed(now: datetime, minutes: int) -> None:
    moment = now.replace(second=0, microsecond=0) + timedelta(minutes=minutes)
    assert parse(reading(in_words(moment)), now) == moment


@given(MOMENTS)
def test_quiet_hours_end_at_seven(moment: datetime) -> None:
    after = quiet_hours.after_quiet(moment)
    assert not quiet_hours.is_quiet(after)
    if quiet_hours.is_quiet(moment):
        assert moment < after <= moment + timedelta(hours=10)
        assert (after.hour, after.minute, after.second, after.microsecond) == (7, 0, 0, 0)
    else:
        assert after == moment


@pytest.mark.parametrize(
    ("hour", "minute", "is_quiet"), [(20, 59, False), (21, 0, True), (0, 0, True), (6, 59, True), (7, 0, False)]
)
def test_quiet_from_nine_in_the_evening_in_bekasi(hour: int, minute: int, is_quiet: bool) -> None:
    moment = datetime(2026, 11, 25, hour, minute, tzinfo=WIB)
    assert quiet_hours.is_quiet(moment) is is_quiet
    assert quiet_hours.is_quiet(moment.astimezone(UTC)) is is_quiet
