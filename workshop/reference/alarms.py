"""The page of the alarms: which kinds there are, and what each means."""

from bot import alarms
from workshop.reference.markdown import code, generated, table


def page() -> str:
    """The page."""
    return generated(
        "Alarms",
        "What people should look into, by the kind that the log and the metrics show.",
        "Each is counted in `sigap_alarms_total{kind=...}` every time it is raised, and logged at most once a minute "
        "as an `alarm` with its kind and what was found. What to do about each is in "
        "[Monitoring](../operators/monitoring.md).",
        table(("kind", "meaning"), ((code(kind), meaning) for kind, meaning in alarms.MEANINGS.items())),
    )
