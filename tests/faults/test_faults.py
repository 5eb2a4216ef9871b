"""Small runs of what `tests/faults/` runs at length."""

import asyncio
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import httpx
import pytest
import time_machine

from tests.fakes.bot_api import Sent
from tests.faults import (
    crash,
    fuzz,
    fuzz_watch,
    import_kill,
    scan,
    switching,
    telegram,
    telegram_scan,
    watchers,
    web,
    web_scan,
)
from tests.faults.fuzz_requests import Maker, Tapped
from tests.support.processes import Serving


def test_an_import_killed_at_any_moment_leaves_a_whole_snapshot_live(tmp_path: Path) -> None:
    seen = import_kill.run(10, 20_000, tmp_path)
    assert seen.total() == 10
    assert seen["old list live"]


def test_snapshots_switch_under_load_without_an_unanswered_message(tmp_path: Path) -> None:
    seen, slowest = switching.run(4, tmp_path)
    assert slowest < 60  # it is answered, however busy the machine is
    assert seen["unanswered"] == 0
    assert set(seen) <= {"check.found", "check.ended", "check.not_listed", "unanswered"}
    assert seen["check.found"] > 0
    assert seen["check.ended"] > 0  # gone, as the other list has it


def test_nothing_typed_is_found_in_any_file_or_output(tmp_path: Path) -> None:
    happened, found, typed = scan.run(500, tmp_path)
    assert found == []
    assert len(typed.niks) > 200
    assert happened["answers"] > 250


def test_the_scan_would_find_a_leak(tmp_path: Path) -> None:
    nik, phone = "3275050903889401", "081212345678"
    typed = scan.Typed({nik}, {phone})
    home = tmp_path / "house"
    home.mkdir()
    for spelling in scan.SPELLINGS:
        for encoding in ("utf-8", "utf-16-le"):
            (home / "file").write_bytes(b"\x00\xff" + f" {spelling(nik)} ".encode(encoding))
            assert scan.leaks(home, b"", typed) == ["file"], (spelling(nik), encoding)
    (home / "file").write_bytes(b"x" + int(nik).to_bytes(8, "big"))
    assert scan.leaks(home, b"", typed) == ["file"]
    (home / "file").write_bytes(b"nothing here")
    assert scan.leaks(home, b"", typed) == []
    assert scan.leaks(home, b"call +62 812-1234-5678", typed) == ["output"]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    with web.house(tmp_path_factory.mktemp("web")).serving("--allow-synthetic") as running:
        yield running


async def test_fresh_cookies_learn_no_more_than_an_address_may_that_guesses(server: Serving) -> None:
    learnt = await web.guess(server, web._sequence(60))
    assert 30 <= learnt["statuses"] <= 45  # ten until it shows, and 32 an hour then
    assert learnt["statuses"] + learnt["refusals"] == 60


async def test_a_flood_is_held_back_and_others_are_answered(server: Serving) -> None:
    heard, quiet, busy = await web.flood(server, 1)
    assert heard == {"answered": 20, "held back": 80}
    assert quiet
    assert busy


async def test_nonsense_is_refused_and_nothing_breaks(server: Serving) -> None:
    seen = await web.break_it(server, 200)
    assert [status for status in seen if status.startswith("5")] == []
    assert {"400", "415", "431"} <= seen.keys()
    assert b"Traceback" not in server.said


async def test_clients_that_hang_up_on_their_answers_fill_no_log(server: Serving) -> None:
    body = b'{"id": "%d", "text": "menu"}'
    for n in range(150):
        _, writer = await asyncio.open_connection("127.0.0.1", server.port)
        for k in range(5):
            said = body % (5 * n + k)
            head = b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
            writer.write(head % len(said) + said)
        await writer.drain()
        writer.transport.abort()
    async with httpx.AsyncClient(base_url=server.url, timeout=60) as client:
        assert (await client.get("/healthz")).status_code == 200
    assert b"Exception in ASGI" not in server.said


def test_nothing_said_to_the_web_server_is_found_in_what_it_wrote(tmp_path: Path) -> None:
    happened, found, typed = web_scan.run(300, tmp_path)
    assert found == []
    assert happened["answered"] > 150
    assert happened["kills"] > 0
    assert len(typed.niks) > 100


# ---------------------------------------------------------------- Telegram


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_a_bot_killed_at_any_moment_loses_no_message_and_keeps_their_order(tmp_path: Path, webhook: bool) -> None:
    seen = await crash.run(4, tmp_path, webhook=webhook)
    assert [one for one in crash.BAD if seen[one]] == []
    assert seen["kills"] == 4
    assert seen["messages"] > 40


def test_the_verdict_on_a_chat_sees_what_is_lost_repeated_or_out_of_order() -> None:
    def heard(*said: str) -> dict[str, int]:
        sent = [Sent(1, n, text, text, [], float(n)) for n, text in enumerate(said)]
        return {name: count for name, count in crash.verdict(["a", "b", "c"], sent, [0.0]).items() if count}

    assert heard("a", "b", "c") == {}
    assert heard("a", "a", "b", "c") == {"repeated": 1}
    assert heard("a", "a", "b", "b", "c") == {"repeated": 2, "more than one repeated after a crash": 1}
    assert heard("a", "b") == {"lost": 1}
    assert heard("a", "c", "b")["out of order or lost"] > 0


async def test_sequential_niks_from_many_chats_learn_no_more_than_their_quotas(tmp_path: Path) -> None:
    learnt = await telegram.guess(tmp_path, 600, chats=20)
    assert learnt["statuses"] == 100
    assert learnt["refusals"] == 500
    assert 0 < learnt["alarm after s"] <= 60
    assert learnt["alarms counted"] > 0


async def test_one_chat_that_floods_is_told_once_and_others_are_answered(tmp_path: Path) -> None:
    heard, quiet, busy = await telegram.flood(tmp_path, 2)
    assert heard == {"answered": 20, "told to wait": 1, "sent": 200}
    assert quiet
    assert busy


@pytest.mark.parametrize("webhook", [False, True], ids=["polling", "webhook"])
async def test_while_everything_fails_now_and_then_nothing_is_lost(tmp_path: Path, webhook: bool) -> None:
    seen = await telegram.fail(tmp_path, 150, webhook=webhook)
    assert [one for one in telegram.BAD if seen[one]] == []
    assert sum(seen[name] for name in telegram.FAULTS) > 20


def test_nothing_said_on_telegram_is_found_in_what_the_bot_wrote(tmp_path: Path) -> None:
    happened, found, typed = telegram_scan.run(200, tmp_path)
    assert found == []
    assert happened["answers"] > 80
    assert happened["kills"] > 0
    assert len(typed.niks) > 80


async def test_watchers_are_all_told_although_the_bot_is_killed_meanwhile(tmp_path: Path) -> None:
    seen = await watchers.run(90, 60, 2, tmp_path)
    assert seen.told == 60
    assert not seen.bad
    for worse in ({"missing": 1}, {"repeated": 3}, {"told": 61}):
        assert replace(seen, **worse).bad


# ---------------------------------------------------------------- spoiled requests of every kind


@pytest.mark.parametrize("factor", ["none", "name"])
async def test_whatever_is_sent_nothing_breaks_and_honest_people_hear_what_is_right(
    tmp_path: Path, factor: str
) -> None:
    figures, broken = await fuzz.fuzz(tmp_path, list(range(750)), 14, factor, honest_every=0.5)
    assert [line for one in broken for line in fuzz.report(one, 14, factor)] == []
    assert figures["requests"] == 750
    assert figures["statuses"]["/chat 200"] > 200
    assert figures["statuses"]["/telegram/webhook 200"] > 200
    assert figures["statuses"]["/telegram/webhook 403"] > 5
    assert figures["healthz_asked"] > 10
    assert figures["honest_asked"] > 8
    assert figures["niks_typed"] > 100
    assert figures["messages_sent"] > 100


def test_a_request_is_the_same_for_its_seed_and_number() -> None:
    def made(seed: int) -> list[list[bytes]]:
        api = Tapped()
        api.webhook = {"secret_token": "x"}
        maker = Maker(api, seed)
        return [maker.request(number).parts for number in range(300)]

    with time_machine.travel(datetime(2026, 11, 29, tzinfo=UTC), tick=False):
        first, again, other = made(5), made(5), made(6)
    same = sum(a == b for a, b in zip(first, again, strict=True))
    assert same > 180  # a web message, always; on Telegram a chat has another id in each world
    assert sum(a == b for a, b in zip(first, other, strict=True)) < 30


def test_the_search_after_the_fuzzing_would_find_a_nik_and_a_part_of_it(tmp_path: Path) -> None:
    nik = "3275050903889401"
    for written in (
        nik.encode(),
        b"x3275 0509 0388x",
        b"\x01" + int(nik).to_bytes(8, "big"),
        int(nik).to_bytes(8, "little"),
    ):
        (tmp_path / "file").write_bytes(written)
        assert fuzz.traces(tmp_path, b"", {nik}) == ["file"], written
    (tmp_path / "file").write_bytes(b"32750509038 and 94013275, and the example 3275014105909001")
    assert fuzz.traces(tmp_path, b"", {nik, "3275014105909001"}) == []


def test_an_error_in_the_log_is_known_by_its_place_in_the_code() -> None:
    line = json.dumps(
        {
            "event": "turn.failed",
            "exception": 'Traceback (most recent call last):\n  File "/home/x/bot/dispatch.py", line 3, in f\n'
            '  File "/home/x/handlers/phrases/commands.py", line 7, in g\nValueError: no',
        }
    )
    assert fuzz_watch.cause(line) == "turn.failed ValueError at handlers/phrases/commands.py:7"
