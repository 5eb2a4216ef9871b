"""What the benchmarks are measured with: a Telegram that refuses what the strict one refuses, AUC, and the guards."""

import json
import random
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.bench import pictures, ratios, results
from tests.bench.equal_time import Times
from tests.bench.load.bot_api import LeanBotApi
from tests.bench.load.keep_alive import KeepAlive
from tests.bench.results import Result
from tests.fakes.people import Person


async def called(api: LeanBotApi, method: str, **parameters: Any) -> tuple[int, dict[str, Any]]:
    """A call of the bot, and its answer."""
    url = urlsplit(api.url)
    client = KeepAlive(url.hostname or "", url.port or 80)
    status, said = await client.post(f"/bot{api.token}/{method}", json.dumps(parameters).encode())
    client.close()
    return status, json.loads(said)


async def test_the_lean_telegram_keeps_the_strict_ones_rules() -> None:
    async with LeanBotApi() as api:
        budi = Person(api, 7)
        budi.says("cek 3275012506849431")
        (update,) = (await called(api, "getUpdates", timeout=1))[1]["result"]
        assert update["message"]["text"] == "cek 3275012506849431"
        assert (await called(api, "sendMessage", chat_id=7, text="Tercatat"))[0] == 200
        assert (await called(api, "deleteMessage", chat_id=7, message_id=update["message"]["message_id"]))[0] == 200
        assert budi.last.text == "Tercatat"
        assert not budi.own_messages

        status, said = await called(api, "sendMessage", chat_id=8, text="Siapa?")
        assert (status, said["description"]) == (400, "Bad Request: chat not found")
        status, said = await called(api, "sendMessage", chat_id=7, text="<b>", parse_mode="HTML")
        assert status == 400
        assert [method for method, _, _ in api.refused] == ["sendmessage", "sendmessage"]


def test_auc_is_half_where_both_wait_equally_long_and_one_where_the_listed_wait_longer() -> None:
    rng = random.Random(1)
    same = [[rng.random() for _ in range(1000)] for _ in range(2)]
    alike = Times(*same)
    assert abs(alike.auc - 0.5) < 4 * alike.error
    assert Times([2.0, 3.0], [0.5, 1.0]).auc == 1.0
    assert Times([1.0, 1.0], [1.0, 1.0]).auc == 0.5
    assert Times([1.0, 3.0], [2.0]).auc == 0.5


def test_a_ratio_that_is_over_15_percent_worse_is_told(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(ratios, "FILE", tmp_path / "ratios.json")
    turn = "turns: checks.32.least_cpu / reference.least_cpu"
    ratios.store({turn: 10.0})
    message = "broadcast: speed.ours.least_cpu / speed.aiogram.least_cpu"
    ratios.store({message: 0.4})
    assert ratios.found("turns", {"checks.32.least_cpu": 0.4, "reference.least_cpu": 0.02}) == {turn: 20.0}
    assert ratios.regressions({turn: 11.4, message: 0.3}) == []
    slower, costlier = ratios.regressions({turn: 11.6, message: 0.5})
    assert slower == f"{turn} is 11.600, was 10.000: 16% worse"
    assert costlier.startswith(f"{message} is 0.500, was 0.400")


def test_results_are_read_from_the_last_line_whatever_json_it_is() -> None:
    assert results.read('[{"name": "a", "value": 2.5, "unit": "ms"}]') == [Result("a", 2.5, "ms")]
    assert results.read('{"speed": {"ours": {"cpu": 0.2}}, "ok": true, "size": [{"people": 3}]}') == [
        Result("speed.ours.cpu", 0.2),
        Result("size.0.people", 3.0),
    ]
    assert results.read("p50 1.8 ms") == []


@pytest.mark.parametrize(
    ("benchmark", "figures", "files", "label"),
    [
        (
            "telegram",
            {"polling.ours.cpu": 1.0, "polling.grammy_bare.cpu": 0.5},
            ["telegram-polling"],
            "grammY (by polling: its runner)",
        ),
        ("web", {"ours.cpu": 0.5, "bare.cpu": 0.4}, ["web"], "a bare Starlette"),
        ("broadcast", {"speed.ours.cpu": 0.2, "speed.aiogram.cpu": 0.4}, ["broadcast"], "aiogram, a bare loop"),
        (
            "imports-large",
            {"50000.csv.none.least_cpu": 0.5, "50000.csv.none.memory": 60, "50000.csv.read.least_cpu": 0.05},
            ["imports-large-rows", "imports-large-memory"],
            "50,000 people, CSV",
        ),
        ("walk", {"a NIK.calls": 252}, [], ""),
    ],
)
def test_pictures_show_each_figure_beside_its_name(
    benchmark: str, figures: dict[str, float], files: list[str], label: str
) -> None:
    drawn = dict(pictures.of(benchmark, "A title & more", figures))
    assert [*drawn] == files
    for picture in drawn.values():
        texts = [element.text for element in ET.fromstring(picture).iter() if element.text]
        assert label in texts
        assert any((text or "").startswith("A title & more") for text in texts)
