"""The page of the outcomes: what each answer can be."""

from handlers.outcomes import Outcome
from workshop.reference.markdown import code, generated, table


def page() -> str:
    """The page."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for one in Outcome:
        groups.setdefault(one.partition(".")[0], []).append((code(one), one.meaning))
    alone = [row for rows in groups.values() if len(rows) == 1 for row in rows]
    tables = {"": alone} | {head: rows for head, rows in groups.items() if len(rows) > 1}
    return generated(
        "Outcomes",
        "What an answer can be, in one dotted word.",
        "`sigap ask` writes it, `sigap_answers_total` counts by it, `sigap statistics` sums it up. Outcomes that "
        "begin with `staff` belong to the staff's desk and are not counted in the statistics.",
        *(part for head, rows in tables.items() for part in (_heading(head), table(("outcome", "meaning"), rows))),
    )


def _heading(head: str) -> str:
    return f"## `{head}`" if head else "## Alone of their kind"
