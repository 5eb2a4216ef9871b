"""Before a check is answered, the first name or the end of the KK is asked for: how, how often, and for how long."""

import json
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from bot.app import App
from data.content.texts import phrase, text
from data.coverage import emergency_stop, snapshots
from data.coverage.lookup import Coverage, Unavailable
from data.coverage.second_factor import Factor
from data.limits.networks import Origin, networks_of
from data.watches import watches
from handlers.messages import Incoming
from tests.conftest import AS_OF, BUDI, DEWI, JOKO, NOBODY, NOW, PEOPLE, SITI, Clock, Office, Opened
from tests.handlers.coverage.test_check_quota import ELSEWHERE, HERE, Visitor, _limiter, becomes_a_cadre
from tests.handlers.coverage.test_unclear import as_before

FACTORS = {"name": ("Budi", "Slamet"), "kk": ("9007", "1234")}
"""What Budi may answer, rightly and wrongly."""
BUDIS_KK, SITIS_KK = "3275011101059007", "3275011101059008"
BUTTONS = ["Mulai periksa data", "Kabari saya", "Apa syaratnya?", "Menu"]


def words(factor: str) -> dict[str, object]:
    """The words for a factor and for where it stands."""
    return {"factor": phrase(f"factor_{factor}", "id"), "paper": phrase(f"paper_{factor}", "id")}


def moment(day: int, hour: str) -> str:
    return f"{day} November 2026 pukul {hour} WIB"


def labels(who: Visitor) -> list[str]:
    return [one.label for one in who.choices]


@pytest.fixture(params=["name", "kk"])
def factor(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
async def app(office: Office, bot: Opened, factor: str) -> App:
    office.publishes(factor=Factor(factor))
    return (await bot()).app


@pytest.fixture
def melati(app: App) -> Visitor:
    return Visitor(app, "melati")


# ---------------------------------------------------------------- asking


async def test_the_factor_is_asked_for_by_its_name(melati: Visitor, factor: str) -> None:
    answer = await melati.says(BUDI)
    assert (answer.outcome, answer.topic) == ("check.factor", "check_coverage")
    assert melati.read == text(f"check.factor_{factor}", "id")
    assert melati.choices == []


@pytest.mark.parametrize("nothing", ["???", "apa ya?"])
async def test_what_is_no_factor_is_asked_about_again_and_costs_no_try(
    melati: Visitor, factor: str, nothing: str
) -> None:
    right, wrong = FACTORS[factor]
    await melati.says(BUDI)
    for _ in range(4):
        answer = await melati.says(nothing)
        assert (answer.outcome, answer.topic) == ("check.factor", "check_coverage")
        assert melati.read == text(f"check.factor_{factor}_again", "id")
    await melati.says(wrong)
    assert melati.read == text("check.no_match", "id", as_of="5 November 2026", left=2, **words(factor))
    assert (await melati.says(right)).outcome == "check.found"


async def test_where_a_name_is_asked_for_a_remark_is_none_and_for_digits_is_no_digits(
    melati: Visitor, factor: str
) -> None:
    await melati.says(BUDI)
    assert (await melati.says("lupa")).outcome == "check.factor"
    assert melati.read == text("check.factor_remark" if factor == "name" else "check.factor_kk_again", "id")


async def test_the_question_waits_for_an_hour(melati: Visitor, factor: str, clock: Clock) -> None:
    right, wrong = FACTORS[factor]
    for answered in (right, wrong):
        await melati.says(BUDI)
        clock.passes(minutes=59)
        assert (await melati.says(answered)).outcome in {"check.found", "check.not_listed"}
    clock.passes(minutes=59)  # after a wrong answer it waits anew
    assert (await melati.says(right)).outcome == "check.found"
    await melati.says(BUDI)
    clock.passes(hours=1, seconds=1)
    assert not (await melati.says(right)).outcome.startswith("check.f")


async def test_a_browser_that_keeps_no_cookies_could_not_answer_and_is_not_asked(app: App, factor: str) -> None:
    answer = await app.dispatch.handle(replace(Incoming("1", "web", "melati", BUDI, origin=HERE), keeps_cookies=False))
    said = " ".join(reply.text for reply in answer.replies)
    assert phrase(f"factor_{factor}", "id") in said
    assert answer.outcome != "check.factor"


async def test_whoever_asks_to_try_again_is_asked_again_for_the_same_nik(melati: Visitor, factor: str) -> None:
    right, _ = FACTORS[factor]
    await melati.says(f"{BUDI} {NOBODY}")
    await melati.presses("1.")
    await melati.says("coba lagi")
    assert melati.read == f"NIK nomor 1: ••••9401\n\n{text(f'check.factor_{factor}', 'id')}"
    assert (await melati.says(right)).outcome == "check.found"


async def test_on_a_lent_phone_only_the_session_that_was_asked_answers(app: App, factor: str) -> None:
    right, wrong = FACTORS[factor]

    async def says(session: str, said: str) -> str:
        message = Incoming(f"{session} {said}", "web", "lent", said, origin=HERE, session=session)
        return (await app.dispatch.handle(message)).outcome

    await says("a", BUDI)
    for answered, outcome in ((wrong, "check.not_listed"), (right, "check.found")):
        assert not (await says("b", answered)).startswith("check.f")
        assert await says("a", answered) == outcome


async def test_a_bot_that_has_lost_its_key_takes_an_answer_for_any_other_message(
    melati: Visitor, office: Office, bot: Opened, factor: str
) -> None:
    right, _ = FACTORS[factor]
    await melati.says(BUDI)
    keyless = Visitor((await bot(with_key=False)).app, melati.chat)
    answer = await keyless.says(right)
    assert answer.topic != "check_coverage"
    assert answer.outcome == (await Visitor(keyless.app, "tulip").says(right)).outcome


# ---------------------------------------------------------------- comparing


async def test_a_wrong_answer_says_what_it_may_mean_and_what_can_be_done(melati: Visitor, factor: str) -> None:
    _, wrong = FACTORS[factor]
    await melati.says(BUDI)
    answer = await melati.says(wrong)
    assert (answer.outcome, answer.topic) == ("check.not_listed", "check_coverage")
    assert melati.read == text("check.no_match", "id", as_of="5 November 2026", left=2, **words(factor))
    assert labels(melati) == BUTTONS
    await melati.says(wrong)
    assert melati.read == text("check.no_match", "id", as_of="5 November 2026", left=1, **words(factor))


async def test_the_third_wrong_answer_closes_the_nik_and_says_until_when(
    melati: Visitor, factor: str, clock: Clock
) -> None:
    right, wrong = FACTORS[factor]
    await melati.says(BUDI)
    for _ in range(2):
        await melati.says(wrong)
        clock.passes(minutes=10)
    answer = await melati.says(wrong)
    closed = text("check.tries", "id", as_of="5 November 2026", most=3, opens=moment(23, "12.00"), **words(factor))
    assert (answer.outcome, answer.topic, melati.read) == ("check.not_listed", "check_coverage", closed)
    assert labels(melati) == ["Mulai periksa data", "Menu"]
    answer = await melati.says(BUDI)
    assert (answer.outcome, answer.topic, melati.read) == ("check.quota", "check_coverage", closed)
    clock.passes(hours=23, minutes=40)  # the first of three is a day old
    assert (await melati.says(BUDI)).outcome == "check.factor"
    await melati.says(wrong)
    assert moment(23, "12.10") in melati.read
    assert (await melati.says(BUDI)).outcome == "check.quota"
    clock.passes(minutes=10)
    await melati.says(BUDI)
    assert (await melati.says(right)).outcome == "check.found"


async def test_an_answer_typed_once_the_tries_are_used_up_is_compared_with_nothing(
    melati: Visitor, factor: str
) -> None:
    right, wrong = FACTORS[factor]
    tulip = Visitor(melati.app, "tulip")
    await melati.says(BUDI)
    await tulip.says(BUDI)
    for _ in range(3):
        await tulip.says(wrong)
    answer = await melati.says(right)
    assert (answer.outcome, answer.topic) == ("check.quota", "check_coverage")
    assert melati.read == text(
        "check.tries_elsewhere", "id", as_of="5 November 2026", most=3, opens=moment(23, "12.00"), **words(factor)
    )


async def test_who_answered_wrongly_may_wait_for_a_list_that_has_what_was_typed(
    melati: Visitor, office: Office, factor: str
) -> None:
    _, wrong = FACTORS[factor]
    await _tries(melati, wrong)
    assert (await melati.presses("Kabari saya")).outcome == "watch.kept"
    async with melati.app.dispatch._database.transaction() as tx:
        (kept,) = await watches.of_chat(tx, "web", "melati")
    nik = office.key.of_nik(BUDI)
    assert (kept.nik, kept.snapshot) == (nik, 1)
    assert kept.has_typed(office.key.of_factor(nik, wrong.upper()))


async def test_a_right_answer_names_the_group_and_the_next_nik_is_asked_about_anew(
    melati: Visitor, factor: str
) -> None:
    right, _ = FACTORS[factor]
    await melati.says(BUDI)
    answer = await melati.says(right)
    assert (answer.outcome, answer.topic) == ("check.found", "check_coverage")
    assert "Kelompok: Pekerja rentan 2025." in melati.read
    assert (await melati.says(BUDI)).outcome == "check.factor"


async def test_of_several_niks_each_is_named_and_the_others_stay_within_reach(melati: Visitor, factor: str) -> None:
    right, wrong = FACTORS[factor]
    await melati.says(f"{BUDI} {NOBODY}")
    first, second, _ = (one.value for one in melati.choices)
    await melati.says("", first)
    for answered, outcome in ((wrong, "check.not_listed"), (right, "check.found")):
        assert (await melati.says(answered)).outcome == outcome
        assert melati.words.startswith("NIK nomor 1: ••••9401\n")
    assert (await melati.says("", second)).outcome == "check.factor"
    for _ in range(3):
        assert (await melati.says(wrong)).outcome == "check.not_listed"
        assert melati.words.startswith("NIK nomor 2: ••••9530\n")
    assert (await melati.says("", first)).outcome == "check.factor"
    assert (await melati.says("", second)).outcome == "check.quota"
    assert (await melati.says("", first)).outcome == "check.factor"


async def test_once_the_tries_are_used_up_words_refer_to_the_others_of_the_message_and_to_no_watch(
    melati: Visitor, factor: str
) -> None:
    _, wrong = FACTORS[factor]
    second = f"NIK nomor 2: ••••9530\n\n{text(f'check.factor_{factor}', 'id')}"
    await melati.says(f"{BUDI} {NOBODY}")
    first = melati.choices[0].value
    await _tries(melati, wrong, wrong, wrong, nik="1")
    assert (await melati.says("kabari saya")).outcome == "subscribed"
    assert (await melati.says("", "subscribe.kecamatan")).outcome == "subscribed.where"
    assert (await melati.says("Jatiasih")).outcome == "subscribed"
    await melati.says("2")
    assert melati.read == second
    assert (await melati.says("", first)).outcome == "check.quota"
    await melati.says("2")
    assert melati.read == second


# ---------------------------------------------------------------- who may still try


async def _tries(who: Visitor, *answers: str, nik: str = BUDI) -> list[str]:
    """The outcomes of asking for a NIK and answering."""
    return [str((await who.says(said)).outcome) for said in (nik, *answers)]


async def test_three_wrong_answers_from_a_network_close_the_nik_there_and_nowhere_else(app: App, factor: str) -> None:
    right, wrong = FACTORS[factor]
    for n in range(3):
        assert await _tries(Visitor(app, f"guest {n}"), wrong) == ["check.factor", "check.not_listed"]
    melati = Visitor(app, "melati")
    assert await _tries(melati) == ["check.quota"]
    assert melati.read == text(
        "check.tries_elsewhere", "id", as_of="5 November 2026", most=3, opens=moment(23, "12.00"), **words(factor)
    )
    assert await _tries(melati, nik=SITI) == ["check.factor"]
    assert await _tries(Visitor(app, "mawar", ELSEWHERE), right) == ["check.factor", "check.found"]


async def test_a_channel_without_networks_has_none_to_close(app: App, factor: str) -> None:
    right, wrong = FACTORS[factor]
    for origin in (Origin("telegram"), None):
        for n in range(2):
            assert await _tries(Visitor(app, f"{origin} {n}", origin), wrong, wrong) == [
                "check.factor", "check.not_listed", "check.not_listed",
            ]  # fmt: skip
        assert await _tries(Visitor(app, f"melati {origin}", origin), right) == ["check.factor", "check.found"]


async def _ten_strangers(app: App, wrong: str) -> list[str]:
    """Ten people on ten networks, each of whom answers wrongly; the alarms raised by each."""
    alarms = []
    for n in range(10):
        with capture_logs() as logs:
            outcomes = await _tries(Visitor(app, f"stranger {n}", Origin("web", networks_of(f"192.0.2.{n}"))), wrong)
        assert outcomes == ["check.factor", "check.not_listed"]
        alarms.append(", ".join(one["kind"] for one in logs if one["event"] == "alarm"))
    return alarms


async def test_ten_wrong_answers_from_anywhere_close_the_nik_to_all_but_those_who_proved_it_before(
    app: App, factor: str
) -> None:
    right, wrong = FACTORS[factor]
    owner, melati = Visitor(app, "owner", ELSEWHERE), Visitor(app, "melati")
    assert await _tries(owner, right) == ["check.factor", "check.found"]
    assert await _ten_strangers(app, wrong) == [*[""] * 9, "factor_guessing"]
    assert await _tries(melati) == ["check.quota"]
    assert melati.read == text(
        "check.tries_elsewhere", "id", as_of="5 November 2026", most=10, opens=moment(23, "12.00"), **words(factor)
    )
    assert await _tries(owner, wrong, right) == ["check.factor", "check.not_listed", "check.found"]
    assert await _tries(owner, wrong, wrong) == ["check.factor", "check.not_listed", "check.not_listed"]
    assert "sudah 3 kali" in owner.read
    assert await _tries(owner) == ["check.quota"]


async def test_wrong_answers_of_who_proved_it_before_count_for_nobody_else(app: App, factor: str) -> None:
    right, wrong = FACTORS[factor]
    await _tries(Visitor(app, "owner"), right, BUDI, wrong, wrong)
    melati = Visitor(app, "melati")
    await _tries(melati, wrong)
    assert melati.read == text("check.no_match", "id", as_of="5 November 2026", left=2, **words(factor))


async def test_who_proved_another_factor_than_the_list_has_now_is_no_exception(
    office: Office, app: App, factor: str
) -> None:
    right, wrong = FACTORS[factor]
    owner = Visitor(app, "owner", ELSEWHERE)
    await _tries(owner, right)
    changed = [(BUDI, "BAMBANG", "3275011101059077", "", "", "", "Aktif"), *PEOPLE[1:]]
    office.publishes(changed, AS_OF + timedelta(days=1), Factor(factor))
    await app.coverage.refresh()
    await _ten_strangers(app, wrong)
    assert await _tries(owner) == ["check.quota"]


async def test_of_who_is_not_in_the_list_as_much_is_said_and_counted(app: App, factor: str) -> None:
    _, wrong = FACTORS[factor]
    melati = Visitor(app, "melati")
    assert await _tries(melati, wrong, wrong, wrong, nik=NOBODY) == ["check.factor", *["check.not_listed"] * 3]
    assert await _tries(melati, nik=NOBODY) == ["check.quota"]
    assert await _tries(Visitor(app, "tulip"), nik=NOBODY) == ["check.quota"]


async def test_the_first_answer_alone_teaches_the_limits(
    app: App, factor: str, office: Office, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, wrong = FACTORS[factor]
    told, chat = list[tuple[object, ...]](), Incoming("", "web", "melati", "").chat

    async def record_result(
        origin: Origin, who: str, nik_hash: bytes, asked: int, *, missed: bool, now: datetime
    ) -> None:
        told.append((origin, who, nik_hash, asked, missed, now))

    monkeypatch.setattr(_limiter(app), "record_result", record_result)
    melati = Visitor(app, "melati")
    await _tries(melati, right)
    assert told.pop() == (HERE, chat, office.key.of_nik(BUDI), 1, False, clock.now)
    await _tries(melati, wrong, wrong, nik=NOBODY)
    assert told.pop() == (HERE, chat, office.key.of_nik(NOBODY), 2, True, clock.now)
    assert told == []


# ---------------------------------------------------------------- while the list changes


Change = Callable[[App, Office, pytest.MonkeyPatch], Awaitable[None]]


async def _gone(app: App, office: Office, _: pytest.MonkeyPatch) -> None:
    """The list is damaged, and no longer asked."""
    snapshots.file_of(office.snapshots, 1).write_bytes(b"")
    await app.coverage.refresh()
    assert app.coverage.about is None


async def _slow(_app: App, _office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list does not answer."""

    async def look_up(*_: object) -> None:
        raise Unavailable

    monkeypatch.setattr(Coverage, "look_up", look_up)


@pytest.mark.parametrize("change", [_gone, _slow])
@pytest.mark.parametrize("several", [False, True])
async def test_without_a_list_the_answer_is_kept_for_no_one_and_the_nik_for_the_button(
    app: App, office: Office, factor: str, change: Change, several: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, _ = FACTORS[factor]
    melati = Visitor(app, "melati")
    if several:
        await melati.says(f"{BUDI} {NOBODY}")
        await melati.presses("1.")
    else:
        await melati.says(BUDI)
    with monkeypatch.context() as meanwhile:
        await change(app, office, meanwhile)
        answer = await melati.says(right)
        assert (answer.outcome, answer.topic) == ("check.unavailable", "check_coverage")
        assert melati.read.endswith(text("check.unavailable", "id"))
    office.publishes(as_of=AS_OF + timedelta(days=1), factor=Factor(factor))
    await app.coverage.refresh()
    assert (await melati.presses("Coba lagi")).outcome == "check.factor"
    assert (await melati.says(right)).outcome == "check.found"
    if several:
        assert "••••9401" in melati.words
        assert (await melati.presses("2.")).outcome == "check.factor"


async def test_a_new_list_that_asks_for_nothing_answers_at_once(app: App, office: Office, factor: str) -> None:
    _, wrong = FACTORS[factor]
    melati = Visitor(app, "melati")
    await melati.says(f"{BUDI} {NOBODY}")
    await melati.presses("1.")
    office.publishes(as_of=AS_OF + timedelta(days=1))
    await app.coverage.refresh()
    assert (await melati.says(wrong)).outcome == "check.found"
    assert melati.words.startswith("NIK nomor 1: ••••9401\n")
    assert "Kelompok" not in melati.read
    assert (await melati.presses("2.")).outcome == "check.not_listed"


async def test_a_new_list_that_asks_for_the_other_factor_asks_for_it(app: App, office: Office, factor: str) -> None:
    other = "kk" if factor == "name" else "name"
    melati = Visitor(app, "melati")
    await melati.says(f"{BUDI} {NOBODY}")
    await melati.presses("1.")
    office.publishes(as_of=AS_OF + timedelta(days=1), factor=Factor(other))
    await app.coverage.refresh()
    assert (await melati.says(FACTORS[other][0])).outcome == "check.factor"
    assert melati.read.endswith(text(f"check.factor_{other}", "id"))
    assert (await melati.says(FACTORS[other][0])).outcome == "check.found"
    assert (await melati.presses("2.")).outcome == "check.factor"


async def _stop(app: App) -> None:
    async with app.dispatch._database.transaction() as tx:
        await emergency_stop.stop(tx, NOW, "wrong list")


async def test_while_checks_are_off_an_answer_is_not_compared_and_a_question_is_one(app: App, factor: str) -> None:
    _, wrong = FACTORS[factor]
    melati = Visitor(app, "melati")
    await melati.says(BUDI)
    await _stop(app)
    assert (await melati.says("apa syaratnya?")).outcome == "info.eligible"
    assert (await melati.says("???")).topic != "check_coverage"
    assert (await melati.says(wrong)).outcome == "check.stopped"
    assert "Coba lagi" in labels(melati)


async def test_who_gave_the_factor_that_is_asked_for_once_more_is_still_exempt(
    app: App, office: Office, factor: str
) -> None:
    right, wrong = FACTORS[factor]
    other = Factor.KK if factor == "name" else Factor.NAME
    melati = Visitor(app, "melati")
    assert await _tries(melati, right) == ["check.factor", "check.found"]
    for n in range(3):
        await _tries(Visitor(app, f"guest {n}"), wrong)
    office.publishes(as_of=AS_OF + timedelta(days=1), factor=other)
    await app.coverage.refresh()
    mawar = Visitor(app, "melati", ELSEWHERE)
    assert await _tries(mawar) == ["check.factor"]
    office.publishes(as_of=AS_OF + timedelta(days=2), factor=Factor(factor))
    await app.coverage.refresh()
    assert (await melati.says(right)).outcome == "check.factor"
    assert melati.read == text(f"check.factor_{factor}", "id")


async def test_a_list_of_before_and_one_of_now_are_compared_with_a_name_each_in_its_own_way(
    office: Office, bot: Opened
) -> None:
    office.publishes([(BUDI, "A. FAUZI", "", "", "", "", "Aktif")], factor=Factor.NAME)
    melati = Visitor((await bot()).app, "melati")
    assert await _tries(melati, "Achmad Fauzi") == ["check.factor", "check.found"]
    office.publishes([(BUDI, "SDR", "", "", "", "", "Aktif")], AS_OF + timedelta(days=1), Factor.NAME)
    await melati.app.coverage.refresh()
    assert await _tries(melati, "Sdr. Slamet") == ["check.factor", "check.not_listed"]
    as_before(office)
    await melati.app.coverage.refresh()
    assert await _tries(melati, "Sdr. Slamet") == ["check.factor", "check.found"]


# ---------------------------------------------------------------- a cadre's checks


@pytest.fixture
async def cadre(melati: Visitor) -> Visitor:
    """Melati, who helps others to check."""
    await becomes_a_cadre(melati)
    return melati


async def _noted(app: App, office: Office) -> list[tuple[str, str]]:
    """The outcomes in the audit log, each with the NIK it is about."""
    names = {office.key.of_nik(nik).hex(): nik for nik in (BUDI, SITI, JOKO, NOBODY)}
    async with app.dispatch._database.transaction() as tx:
        rows = await tx.rows("SELECT detail FROM audit WHERE action = 'cadre.check' ORDER BY seq")
    return [(one["outcome"], names[one["nik"]]) for (detail,) in rows for one in [json.loads(detail)]]


async def test_what_a_cadre_is_told_is_noted_once_it_is_known(cadre: Visitor, office: Office, factor: str) -> None:
    right, wrong = FACTORS[factor]
    await _tries(cadre, wrong, right)
    assert await _noted(cadre.app, office) == [("check.no_match", BUDI), ("check.found", BUDI)]
    await _tries(cadre, wrong, wrong, wrong, nik=NOBODY)
    assert (await _noted(cadre.app, office))[2:] == [("check.no_match", NOBODY)] * 3
    await cadre.says(SITI)
    await _tries(Visitor(cadre.app, "tulip"), wrong, wrong, wrong, nik=SITI)
    assert (await cadre.says(wrong)).outcome == "check.quota"
    assert (await _noted(cadre.app, office))[5:] == [("check.quota", SITI)]


async def test_a_cadres_answers_teach_the_limits_nothing(
    cadre: Visitor, factor: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    right, wrong = FACTORS[factor]
    told = list[object]()

    async def record_result(*which: object, **result: object) -> None:
        told.append((which, result))

    monkeypatch.setattr(_limiter(cadre.app), "record_result", record_result)
    await _tries(cadre, right)
    await _tries(cadre, wrong, wrong, nik=NOBODY)
    assert told == []


async def _stopped(app: App, _office: Office, _: pytest.MonkeyPatch) -> None:
    await _stop(app)


async def _asks_for_nothing(app: App, office: Office, _: pytest.MonkeyPatch) -> None:
    office.publishes(as_of=AS_OF + timedelta(days=1))
    await app.coverage.refresh()


async def _asks_for_the_other(app: App, office: Office, _: pytest.MonkeyPatch) -> None:
    assert app.coverage.about
    factor = Factor.KK if app.coverage.about.second_factor is Factor.NAME else Factor.NAME
    office.publishes(as_of=AS_OF + timedelta(days=1), factor=factor)
    await app.coverage.refresh()


async def _asks_for_the_other_without_tries(app: App, office: Office, patch: pytest.MonkeyPatch) -> None:
    assert app.coverage.about
    _, wrong = FACTORS[app.coverage.about.second_factor]
    await _tries(Visitor(app, "tulip"), wrong, wrong, wrong)
    await _asks_for_the_other(app, office, patch)


@pytest.mark.parametrize(
    ("change", "outcomes"),
    [
        (_gone, ["check.unavailable"]),
        (_slow, ["check.unavailable"]),
        (_stopped, ["check.stopped"]),
        (_asks_for_nothing, ["check.found"]),
        (_asks_for_the_other, []),
        (_asks_for_the_other_without_tries, ["check.quota"]),
    ],
)
async def test_what_a_cadre_is_told_while_the_list_changes_is_noted_too(
    change: Callable[..., Awaitable[None]],
    outcomes: list[str],
    cadre: Visitor,
    office: Office,
    factor: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await cadre.says(BUDI)
    await change(cadre.app, office, monkeypatch)
    about = cadre.app.coverage.about
    _, wrong = FACTORS.get(about.second_factor if about else factor, FACTORS[factor])
    await cadre.says(wrong)
    assert await _noted(cadre.app, office) == [(one, BUDI) for one in outcomes]


# ---------------------------------------------------------------- a KK that looks like a NIK


@pytest.fixture
async def asked_for_kk(office: Office, bot: Opened) -> Visitor:
    """Somebody who is asked for the last digits of Budi's KK."""
    office.publishes(factor=Factor.KK)
    melati = Visitor((await bot()).app, "melati")
    await melati.says(BUDI)
    return melati


async def test_sixteen_digits_are_a_kk_or_another_nik(asked_for_kk: Visitor, office: Office, clock: Clock) -> None:
    answer = await asked_for_kk.says(BUDIS_KK)
    assert (answer.outcome, answer.topic) == ("check.factor", "check_coverage")
    assert asked_for_kk.read == text("check.kk_or_nik", "id")
    assert labels(asked_for_kk) == ["Nomor KK", "NIK orang lain"]
    clock.passes(minutes=59)
    assert (await asked_for_kk.presses("Nomor KK")).outcome == "check.found"


async def test_the_question_which_of_the_two_does_not_make_the_first_one_wait_longer(
    asked_for_kk: Visitor, clock: Clock
) -> None:
    clock.passes(minutes=30)
    await asked_for_kk.says(BUDIS_KK)
    clock.passes(minutes=31)
    assert not (await asked_for_kk.says("9007")).outcome.startswith("check.f")


async def test_the_buttons_for_a_kk_work_for_a_day_as_all_do(asked_for_kk: Visitor, clock: Clock) -> None:
    await asked_for_kk.says(BUDIS_KK)
    button = asked_for_kk.choices[0].value
    clock.passes(hours=23, minutes=59)
    assert (await asked_for_kk.says("", button)).outcome == "check.found"
    clock.passes(minutes=2)
    assert (await asked_for_kk.says("", button)).outcome == "check.expired"


async def test_as_a_kk_it_is_compared_and_as_a_nik_it_is_checked(asked_for_kk: Visitor) -> None:
    await asked_for_kk.says(SITIS_KK)
    assert (await asked_for_kk.presses("Nomor KK")).outcome == "check.not_listed"
    await asked_for_kk.says(SITI)
    assert (await asked_for_kk.presses("NIK orang lain")).outcome == "check.factor"
    assert (await asked_for_kk.says("9008")).outcome == "check.found"


async def test_a_made_up_button_stands_for_no_kk(asked_for_kk: Visitor) -> None:
    await asked_for_kk.says(BUDIS_KK)
    button = asked_for_kk.choices[0].value
    assert (await asked_for_kk.says("", "check.as_kk.made-up")).outcome == "check.expired"
    assert (await asked_for_kk.says("", button)).outcome == "check.found"


async def test_another_button_stands_for_no_kk(asked_for_kk: Visitor) -> None:
    await asked_for_kk.says("1234")
    _, _, token = next(one.value for one in asked_for_kk.choices if one.value.startswith("watch.")).partition(".")
    assert (await asked_for_kk.says("", f"check.as_kk.{token}")).outcome == "check.expired"


async def test_a_change_may_be_waited_for_though_sixteen_digits_came_between(asked_for_kk: Visitor) -> None:
    await asked_for_kk.says("1234")
    await asked_for_kk.says(SITIS_KK)
    assert (await asked_for_kk.says("kabari saya")).outcome == "watch.kept"


async def test_the_same_nik_once_more_is_asked_about_once_more(asked_for_kk: Visitor) -> None:
    await asked_for_kk.says(BUDI)
    assert asked_for_kk.read == text("check.factor_kk", "id")


@pytest.mark.parametrize("pressed", [False, True])
@pytest.mark.parametrize("several", [False, True])
async def test_while_checks_are_off_sixteen_digits_wait_to_be_compared_until_they_are_on(
    office: Office, bot: Opened, several: bool, pressed: bool
) -> None:
    office.publishes(factor=Factor.KK)
    melati = Visitor((await bot()).app, "melati")
    if several:
        await melati.says(f"{BUDI} {NOBODY}")
        await melati.presses("1.")
    else:
        await melati.says(BUDI)
    await melati.says(BUDIS_KK)
    button = melati.choices[0].value
    await _stop(melati.app)
    answer = await melati.says("", button) if pressed else await melati.says(JOKO)
    assert answer.outcome == "check.stopped"
    assert melati.read == text("check.stopped", "id")
    async with melati.app.dispatch._database.transaction() as tx:
        await emergency_stop.go_on(tx)
    assert (await melati.presses("Coba lagi")).outcome == "check.factor"
    assert melati.words.startswith("NIK nomor 1: ••••9401\n") is several
    assert (await melati.says("9007")).outcome == "check.found"


async def test_of_several_niks_a_kk_keeps_the_others_within_reach(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.KK)
    melati = Visitor((await bot()).app, "melati")
    await melati.says(f"{BUDI} {DEWI}")
    await melati.presses("1.")
    await melati.says(BUDIS_KK)
    assert (await melati.presses("Nomor KK")).outcome == "check.found"
    assert melati.words.startswith("NIK nomor 1: ••••9401\n")
    assert (await melati.presses("2.")).outcome == "check.factor"


async def test_where_a_name_is_asked_for_sixteen_digits_are_another_nik(office: Office, bot: Opened) -> None:
    office.publishes(factor=Factor.NAME)
    melati = Visitor((await bot()).app, "melati")
    await melati.says(BUDI)
    await melati.says(SITI)
    assert melati.read == text("check.factor_name", "id")
    assert (await melati.says("Siti")).outcome == "check.found"


async def test_a_kk_of_a_cadre_is_noted_for_the_nik_that_it_was_typed_for(
    asked_for_kk: Visitor, office: Office
) -> None:
    await becomes_a_cadre(asked_for_kk)
    await asked_for_kk.says(BUDI)
    await asked_for_kk.says(SITIS_KK)
    button = asked_for_kk.choices[0].value
    assert await _noted(asked_for_kk.app, office) == []
    await _stop(asked_for_kk.app)
    for said, choice in ((SITIS_KK, None), ("", button)):
        assert (await asked_for_kk.says(said, choice)).outcome == "check.stopped"
    assert await _noted(asked_for_kk.app, office) == [("check.stopped", BUDI)] * 2
