"""Signs that tell who guesses from many people who ask for their own."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count

import pytest

from data.limits import guessing
from data.limits.guessing import UsualMisses, Watched
from tests.faults.crowd import at_random, in_turn, resident

NOW = 1_800_000_000.0
USUAL = 0.75


def watched(
    niks: list[str], pauses: list[float], *, missed: float = USUAL, nths: Sequence[int] = (), seed: int = 1
) -> Watched:
    """A network that asked these NIKs, with such pauses, of which such a share was not in the list."""
    rng, one, now = random.Random(seed), Watched(), NOW
    for nik, pause, nth in zip(niks, pauses, nths or [1] * len(niks), strict=True):
        now += pause
        one.record_nik(nik.encode(), guessing.parts(nik), "", now)
        one.record_check(nth, now)
        one.judge(USUAL, now)
        one.record_answer(nik.encode(), "", missed=rng.random() < missed, now=now)
    one.judge(USUAL, now)
    return one


def by_chance(many: int, mean: float = 5.0) -> list[float]:
    rng = random.Random(many)
    return [rng.expovariate(1 / mean) for _ in range(many)]


@pytest.mark.parametrize("seed", range(20))
def test_many_residents_behind_one_address_show_no_sign(seed: int) -> None:
    rng = random.Random(seed)
    one = watched([resident(rng) for _ in range(2000)], by_chance(2000), seed=seed)
    assert one.until == {}


def test_a_hall_full_of_people_in_a_hurry_shows_no_strong_sign() -> None:
    rng = random.Random(1)
    assert watched([resident(rng) for _ in range(300)], [0.05] * 300).until == {}


def _of_one_kecamatan(rng: random.Random, given_birthday: float, elderly: bool) -> str:
    start, years = (date(1940, 1, 1), 30) if elderly else (date(1955, 1, 1), 50)
    born = start + timedelta(days=rng.randrange(365 * years))
    if rng.random() < given_birthday:
        born = rng.choice([born.replace(month=1, day=1), born.replace(month=12, day=31)])
    serial = min(9999, 9001 + int(rng.expovariate(1 / 4)))
    return f"327504{born.day + 40 * rng.randint(0, 1):02}{born:%m%y}{serial}"


@pytest.mark.parametrize("seed", range(20))
@pytest.mark.parametrize(("given", "elderly"), [(0.05, False), (0.3, True)], ids=["people", "elderly"])
def test_the_people_of_one_kecamatan_show_no_sign(seed: int, given: float, elderly: bool) -> None:
    rng = random.Random(seed)
    niks = [_of_one_kecamatan(rng, given, elderly) for _ in range(600)]
    assert watched(niks, by_chance(600), seed=seed).until == {}


def test_families_that_use_their_quota_up_cast_no_suspicion_on_a_channel() -> None:
    rng, now = random.Random(1), NOW
    one = Watched(guessing.OF_ACCOUNTS)
    asks = sorted((rng.uniform(0, 300) + 8 * nth, family, nth) for family in range(1000) for nth in range(1, 6))
    for at, family, nth in asks:
        now, nik = NOW + at, resident(rng)
        one.record_nik(nik.encode(), guessing.parts(nik), f"family {family}", now)
        one.record_check(nth, now)
        one.judge(USUAL, now)
        one.record_answer(nik.encode(), f"family {family}", missed=rng.random() < USUAL, now=now)
    assert one.until == {}


def _with(position: slice, values: list[str], nik: str = "3275041408709003") -> list[str]:
    start, end, _ = position.indices(16)
    return [f"{nik[:start]}{value}{nik[end:]}" for value in values]


@pytest.mark.parametrize(
    "niks",
    [
        _with(slice(12, 16), [f"{n}" for n in range(9001, 9013)]),
        _with(slice(6, 8), [f"{n:02}" for n in range(1, 13)]),
        _with(slice(8, 10), [f"{n:02}" for n in range(1, 13)]),
        _with(slice(10, 12), [f"{n}" for n in range(60, 72)]),
        _with(slice(0, 6), [f"3275{n:02}" for n in range(1, 13)]),
    ],
    ids=["serial", "day", "month", "year", "place"],
)
def test_niks_that_differ_in_one_part_are_tried_in_turn_in_whatever_order(niks: list[str]) -> None:
    random.Random(1).shuffle(niks)
    assert watched(niks, by_chance(12, 60)).until.keys() == {"neighbours"}


def test_neighbours_among_many_others_are_seen() -> None:
    rng, turn = random.Random(1), in_turn(random.Random(2))
    niks = [next(turn) if n % 8 == 0 else resident(rng) for n in range(160)]
    assert "neighbours" in watched(niks, by_chance(160)).until


def test_the_same_nik_again_is_no_neighbour_of_itself() -> None:
    assert watched(["3275041408709003"] * 30, by_chance(30)).until == {}


def test_dates_at_random_are_seen_by_how_few_are_in_the_list() -> None:
    niks = at_random(random.Random(1))
    assert "misses" in watched([next(niks) for _ in range(80)], by_chance(80), missed=0.99).until


def test_it_takes_two_weak_signs() -> None:
    rng = random.Random(1)
    niks = [resident(rng) for _ in range(64)]
    assert watched(niks, [2.0] * 64).until == {}  # a machine's pace alone
    used_up = [1 + n % 5 for n in range(64)]
    assert watched(niks, by_chance(64), nths=used_up).until == {}  # quotas used up alone
    assert watched(niks, [2.0] * 64, nths=used_up).until.keys() == {"machine"}


def test_going_round_many_chats_in_turn_shows_once_each_asks_its_fourth() -> None:
    rng = random.Random(1)
    niks = [resident(rng) for _ in range(250)]
    assert watched(niks[:150], by_chance(150), nths=[1 + n // 50 for n in range(150)]).until == {}
    assert "turns" in watched(niks, by_chance(250), nths=[1 + n // 50 for n in range(250)]).until


def test_one_nik_that_is_known_to_be_listed_hides_no_guesses() -> None:
    niks, one, now = at_random(random.Random(1)), Watched(), NOW
    for n in range(200):
        now += 5
        nik = "3275041408709003" if n % 5 == 0 else next(niks)
        one.record_answer(nik.encode(), "", missed=n % 5 != 0, now=now)
    one.judge(USUAL, now)
    assert one.until.keys() == {"misses"}


def test_who_asks_otherwise_than_those_who_guess_goes_on() -> None:
    turn = in_turn(random.Random(1))
    one = watched([next(turn) for _ in range(12)], by_chance(12))
    now = NOW + 100
    honest = "3216020703929004"
    one.record_nik(honest.encode(), guessing.parts(honest), "", now)
    assert one.resembles_suspected(b"", guessing.parts(next(turn)), 1, now)
    assert one.resembles_suspected(b"", None, 1, now)  # nobody knows what it is like
    assert not one.resembles_suspected(honest.encode(), guessing.parts(honest), 5, now)
    one.until = {"turns": now + 1}
    assert [one.resembles_suspected(b"", None, nth, now) for nth in (1, 3, 4)] == [False, False, True]
    one.until = {"misses": now + 1}
    assert one.resembles_suspected(honest.encode(), guessing.parts(honest), 1, now)
    assert not one.resembles_suspected(b"", None, 5, now + 1)


def test_a_suspicion_ends_an_hour_after_its_last_sign() -> None:
    one = watched([next(niks) for niks in [in_turn(random.Random(1))] for _ in range(12)], [1.0] * 12)
    assert one.suspected(NOW + 3600)
    assert not one.suspected(NOW + 3700)


def test_nobody_alone_casts_suspicion_on_a_whole_channel() -> None:
    turn = in_turn(random.Random(1))
    one = Watched(guessing.OF_ACCOUNTS)
    for n in range(400):
        nik = next(turn)
        one.record_nik(nik.encode(), guessing.parts(nik), f"chat {n % 10}", NOW + n)
        one.judge(USUAL, NOW + n)
    assert one.until == {}


def test_nobody_alone_makes_misses_seem_unusual_on_a_whole_channel() -> None:
    niks, one = at_random(random.Random(1)), Watched(guessing.OF_NETWORKS)
    for n in range(2000):
        one.record_answer(next(niks).encode(), f"address {n % 40}", missed=True, now=NOW + n)
        one.judge(USUAL, NOW + n)
    assert one.until == {}


def test_a_suspicion_from_a_clock_that_ran_ahead_does_not_outlast_it() -> None:
    turn, one = in_turn(random.Random(1)), Watched()
    ahead = NOW + 86_400
    for n in range(12):
        nik = next(turn)
        one.record_nik(nik.encode(), guessing.parts(nik), "", ahead + n)
        one.judge(USUAL, ahead + n)
    assert one.suspected(ahead + 20)
    assert not one.suspected(NOW)
    one.record_nik(b"new", guessing.parts(next(turn)), "", NOW)
    assert one.judge(USUAL, NOW) == ()


def test_what_is_forgotten_leaves_nothing_behind() -> None:
    rng, one = random.Random(3), Watched()
    for n in range(1000):
        nik = resident(rng)
        one.record_nik(nik.encode(), guessing.parts(nik), f"chat {n % 7}", NOW + 20 * n)
    nik = resident(rng)
    one.record_nik(nik.encode(), guessing.parts(nik), "chat", NOW + 10**6)
    assert one._together == [0] * 5
    assert [sum(kind.values()) for kind in one._parts] == [1] * 5
    assert dict(one._by) == {"chat": 1}
    assert len(one._niks) == 1


def test_parts_are_hashes_that_another_process_makes_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    before = guessing.parts("3275041408709003")
    monkeypatch.setattr(guessing, "_SALT", guessing._SALT + 1)
    assert not {*before.without} & {*guessing.parts("3275041408709003").without}


def test_what_is_usual_is_learnt_quickly_at_first_and_within_bounds() -> None:
    assert UsualMisses(300, 700).probability == pytest.approx(0.7, abs=0.01)
    usual = UsualMisses()
    for n in count():
        if n == 150:
            break
        usual.learn(missed=n % 20 != 0)
    assert 0.9 < usual.probability <= 0.94
    for _ in range(10_000):
        usual.learn(missed=True)
    assert usual.probability <= 0.94
