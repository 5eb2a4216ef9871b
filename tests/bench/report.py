"""Writes what the benchmarks found: `results.json`, `results.md`, and pictures of some figures as SVG."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.bench import pictures
from tests.bench.peers import roster
from tests.bench.results import Result, machine


def write(folder: Path, name: str, title: str, command: str, said: str, results: Sequence[Result]) -> None:
    """Puts one benchmark into the files of a folder; those measured earlier stay in them."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "results.json"
    whole: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    entry: dict[str, Any] = {
        "title": title,
        "command": command,
        "machine": machine(),
        "peers": _versions() if name.startswith("telegram") else {},
        "results": {one.name: one.value for one in results},
        "units": {one.name: one.unit for one in results if one.unit},
        "said": said,
    }
    whole = dict(sorted({**whole, name: entry}.items()))
    path.write_text(json.dumps(whole, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    (folder / "results.md").write_text(_markdown(whole), encoding="utf-8")
    for picture, drawn in pictures.of(name, title, entry["results"]):
        (folder / f"{picture}.svg").write_text(drawn, encoding="utf-8")


def _versions() -> dict[str, str]:
    found = {}
    for bot in roster.BOTS:
        try:
            found[bot.name] = f"{bot.package} {roster.version_of(bot)}"
        except roster.Missing as missing:
            found[bot.name] = f"skipped: {missing}"
    return found


def _markdown(whole: Mapping[str, Any]) -> str:
    parts = ["# Results\n\nWritten by `python -m tests.bench`; explained in [Benchmarks](../benchmarks.md).\n"]
    for name, entry in whole.items():
        on = entry["machine"]
        parts.append(
            f"## {name}: {entry['title']}\n\n`{entry['command']}`, {on['at'][:10]}: {on['cores']} cores, "
            f"{on['processor']}, load {on['load']}, Python {on['python']}\n"
        )
        parts.extend(_table_of_bots(how, entry["results"]) for how in ("polling", "webhook"))
        parts.append("```text\n" + entry["said"].strip() + "\n```\n")
        if entry["peers"]:
            parts.append("\n".join(f"- {bot}: {said}" for bot, said in entry["peers"].items()) + "\n")
    return "\n".join(part for part in parts if part)


def _table_of_bots(how: str, found: Mapping[str, float]) -> str:
    bots = [bot for bot in roster.BOTS if f"{how}.{bot.name}.cpu" in found]
    if not bots:
        return ""
    ours = found.get(f"{how}.{roster.OURS.name}.cpu")
    lines = [
        f"| {how} | CPU ms each | calls | messages/s | busy | p50 / p99 ms at 100/s | at 300/s | MB | ours takes |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for bot in bots:
        one = {key: found[f"{how}.{bot.name}.{key}"] for key in _COLUMNS}
        part = f"{ours / one['cpu']:.2f}" if ours else ""
        lines.append(
            f"| {bot.title} | {one['cpu']:.3f} | {one['calls']:.1f} | {one['rate']:,.0f} | {one['share']:.0%} | "
            f"{one['p50_100']:.1f} / {one['p99_100']:.1f} | {one['p50_300']:.1f} / {one['p99_300']:.1f} | "
            f"{one['memory']:.0f} | {part} |"
        )
    return "\n".join(lines) + "\n"


_COLUMNS = ("cpu", "calls", "rate", "share", "p50_100", "p99_100", "p50_300", "p99_300", "memory")
