"""The steps of the guide, and where each button leads."""

from dataclasses import dataclass

STEP_PREFIX = "guide.to."
"""The prefix of a button's value, before the name of a step."""
FIRST = "who"
_A_MONTH, _THREE_MONTHS = 30, 90
"""In days, as the texts of these steps name them."""
BY_OFFICE = ("office_papers", "office_rt", "office_counter", "meeting", "survey", "wait")
BY_PHONE = ("app_account", "app_active", "app_propose", "survey", "wait")
BEFORE_THE_ROUTE = (FIRST, "ktp", "kk", "record", "dtsen")
"""The steps before somebody chooses between the office and the phone."""


@dataclass(frozen=True, slots=True)
class GuideStep:
    """One step with its buttons. Its text is `guide.NAME`."""

    ways: tuple[tuple[str, str], ...]
    """The label and the value of each button."""
    trouble: str = ""
    """The key of the text that helps if the step does not work; only tasks have one."""
    yes: int | None = None
    """The index of the button that a typed "ya" presses; None if "ya" is no answer."""
    no: int | None = None
    remind: int | None = None
    """In how many days it says to come back; 0 on a day that an officer names."""


def _to_do(after: str, trouble: str, *more: tuple[str, str], remind: int | None = None) -> GuideStep:
    """A task to do offline, with buttons for "done" and "there is a problem"."""
    return GuideStep((("guide.done", f"{STEP_PREFIX}{after}"), *more), trouble, remind=remind)


# All steps. A value `guide.to.X` leads to step X; other values of the guide store an answer first.
GUIDE_STEPS: dict[str, GuideStep] = {
    "who": GuideStep(
        (
            ("guide.self", "guide.for.self"),
            ("guide.other", "guide.for.other"),
            ("situations", "situations"),
            ("menu", "menu"),
        )
    ),
    "ktp": GuideStep(
        (
            ("guide.ktp_yes", f"{STEP_PREFIX}kk"),
            ("guide.ktp_no", f"{STEP_PREFIX}elsewhere"),
            ("guide.ktp_none", f"{STEP_PREFIX}kk"),
            ("menu", "menu"),
        ),
        yes=0,
        no=1,
    ),
    "elsewhere": GuideStep(
        (("guide.move", f"{STEP_PREFIX}kk_move"), ("info.self_pay", "info.self_pay"), ("menu", "menu"))
    ),
    "kk": GuideStep(
        (
            ("guide.kk_right", f"{STEP_PREFIX}record"),
            ("guide.kk_move", f"{STEP_PREFIX}kk_move"),
            ("guide.kk_marriage", f"{STEP_PREFIX}kk_marriage"),
            ("guide.kk_death", f"{STEP_PREFIX}kk_death"),
            ("guide.kk_birth", f"{STEP_PREFIX}kk_birth"),
            ("guide.kk_wrong", f"{STEP_PREFIX}kk_wrong"),
        ),
        yes=0,
    ),
    **{kind: _to_do("record", "papers") for kind in ("kk_move", "kk_marriage", "kk_death", "kk_birth", "kk_wrong")},
    "record": GuideStep(
        (
            ("guide.recorded", f"{STEP_PREFIX}dtsen"),
            ("guide.not_recorded", f"{STEP_PREFIX}record_do"),
            ("guide.offline", f"{STEP_PREFIX}offline"),
        ),
        yes=0,
        no=1,
    ),
    "record_do": _to_do("dtsen", "papers"),
    "offline": _to_do("dtsen", "papers"),
    "dtsen": GuideStep(
        (("guide.by_office", f"{STEP_PREFIX}where"), ("guide.by_phone", f"{STEP_PREFIX}app_account"), ("menu", "menu"))
    ),
    "where": GuideStep(()),
    "office_papers": _to_do("office_rt", "no_papers", ("guide.picture", "picture.papers")),
    "office_rt": _to_do("office_counter", "rt"),
    "office_counter": _to_do("meeting", "counter", ("guide.picture", "picture.kelurahan"), remind=0),
    "meeting": _to_do("survey", "silence", remind=0),
    "app_account": _to_do("app_active", "app", ("guide.picture", "picture.app")),
    "app_active": _to_do("app_propose", "app"),
    "app_propose": _to_do("survey", "app"),
    "survey": _to_do("wait", "survey"),
    "wait": _to_do("end", "silence", remind=_THREE_MONTHS),
    "end": GuideStep((("check", "check"), ("subscribe", "subscribe"), ("menu", "menu")), remind=_A_MONTH),
}
AT_A_COUNTER = frozenset({"record_do", "offline", "office_counter"})
ABOUT_KK = frozenset(name for name in GUIDE_STEPS if name.startswith("kk_"))
"""Steps that share one text, each with its own first sentence."""
BACK = "guide.back."
"""The prefix of the button that leads one step back, before the name of that step."""
_PART_OF = {
    "elsewhere": "ktp",
    **dict.fromkeys(ABOUT_KK, "kk"),
    "record_do": "record",
    "offline": "record",
    "where": "dtsen",
}
"""Steps that belong to the question before them, and count as the same step."""


def before(name: str, route: tuple[str, ...]) -> str:
    """The step before this one on a route (`BY_OFFICE`, `BY_PHONE`); empty before the first."""
    if name in _PART_OF:
        return _PART_OF[name]
    if name == BY_OFFICE[0]:
        return "where"
    way = (*BEFORE_THE_ROUTE, *route, "end")
    at = way.index(name) if name in way else 0
    return way[at - 1] if at else ""


def number(name: str, route: tuple[str, ...]) -> int:
    """The number of a step on a route, from 1; 0 for the end."""
    way = (*BEFORE_THE_ROUTE, *route)
    counted = _PART_OF.get(name, name)
    return way.index(counted) + 1 if counted in way else 0


def count(route: tuple[str, ...]) -> int:
    """The steps of a route, from the first question on."""
    return len(BEFORE_THE_ROUTE) + len(route)
