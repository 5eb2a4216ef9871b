"""The page of the metrics: what `/metrics` shows, read where the metrics are made."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass

from workshop.reference.markdown import code, generated, table
from workshop.reference.source import modules, tree_of

_KINDS = {"Counter", "Gauge", "Histogram", "Summary"}


@dataclass(frozen=True, slots=True)
class Metric:
    """One metric as it is declared."""

    kind: str
    name: str
    """As Prometheus shows it."""
    meaning: str
    labels: tuple[str, ...] = ()


def declared() -> Iterator[Metric]:
    """Every metric that the bot declares. Raises ValueError for one whose name or meaning is computed."""
    for module in modules("bot"):
        for node in ast.walk(tree_of(module)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _KINDS and node.args:
                yield _read(node.func.id, node)


def _read(kind: str, call: ast.Call) -> Metric:
    name, meaning, *labels = map(ast.literal_eval, call.args)
    ending = "_total" if kind == "Counter" else ""
    return Metric(kind.lower(), f"{name}{ending}", meaning, tuple(labels[0]) if labels else ())


def page() -> str:
    """The page."""
    rows = [
        (code(one.name), one.kind, ", ".join(map(code, one.labels)), one.meaning)
        for one in sorted(declared(), key=lambda one: one.name)
    ]
    return generated(
        "Metrics",
        "What `/metrics` shows, in Prometheus' format, on a port of its own (`SIGAP_METRICS_PORT`) on loopback.",
        "No label holds a person, a text or an address.",
        table(("metric", "kind", "labels", "meaning"), rows),
    )
