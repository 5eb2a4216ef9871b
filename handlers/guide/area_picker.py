"""Lets a person pick a kelurahan or kecamatan, by buttons (kecamatan first) or by typing."""

from dataclasses import dataclass

from data.content import areas
from data.content.areas import Kelurahan
from handlers.context import Context
from handlers.messages import Choice
from handlers.reading import Reading

PREFIX = "guide.place."
"""The prefix of the guide's button values; other callers pass a prefix of their own."""
_PAGE, _KECAMATAN, _KELURAHAN = "page.", "kec.", "kel."
SKIPPED = "guide.to.office_papers"
_A_PAGE = 4


@dataclass(frozen=True, slots=True)
class AreaChoice:
    """What is known so far: one kelurahan, several to choose from, or only the page of kecamatan to show."""

    kelurahan: Kelurahan | None = None
    some: tuple[Kelurahan, ...] = ()
    page: int = 0

    @property
    def kecamatan(self) -> tuple[str, ...]:
        """The kecamatan of the known kelurahan."""
        known = (self.kelurahan,) if self.kelurahan else self.some
        return tuple(dict.fromkeys(one.kecamatan for one in known))

    @property
    def is_empty(self) -> bool:
        """Whether nothing is known, so that the list of kecamatan is shown."""
        return not self.some


ALL = AreaChoice()


def find(reading: Reading) -> AreaChoice | None:
    """The choice that a text names; None if it names no place in the city."""
    found = areas.find_in(reading.normalized)
    if len(found.kelurahan) == 1 and not found.kecamatan:
        return AreaChoice(found.kelurahan[0])
    if len(found.kecamatan) == 1:
        return _whole(found.kecamatan[0])
    if found.kelurahan:
        return AreaChoice(some=found.kelurahan[:6])
    return None


def _whole(kecamatan: str) -> AreaChoice:
    """All kelurahan of a kecamatan; if one has the same name, it comes first."""
    some = sorted(areas.in_kecamatan(kecamatan), key=lambda one: one.name != kecamatan)
    return AreaChoice(some=tuple(some))


def from_button(value: str, prefix: str = PREFIX) -> AreaChoice:
    """The choice behind a button; all kecamatan if the value is unknown."""
    value = value.removeprefix(prefix)
    _, _, number = value.rpartition(".")
    index = int(number) if number.isdecimal() and len(number) <= 2 else -1
    if value.startswith(_KELURAHAN):
        return AreaChoice(areas.by_code(value.removeprefix(_KELURAHAN)))
    if value.startswith(_KECAMATAN) and 0 <= index < len(areas.all_kecamatan()):
        return _whole(areas.all_kecamatan()[index])
    if value.startswith(_PAGE) and 0 <= index * _A_PAGE < len(areas.all_kecamatan()):
        return AreaChoice(page=index)
    return ALL


def choices(ctx: Context, place: AreaChoice) -> tuple[Choice, ...]:
    """At most six buttons of the guide: kelurahan to choose from, or a page of kecamatan and a button to skip."""
    if place.some:
        return tuple(Choice(one.name, f"{PREFIX}{_KELURAHAN}{one.code}") for one in place.some)
    return (*kecamatan_page(ctx, place.page, PREFIX), Choice(ctx.label("guide.skip"), SKIPPED))


def kecamatan_page(ctx: Context, page: int, prefix: str) -> tuple[Choice, ...]:
    """A page of kecamatan, and a button for the next page."""
    first = page * _A_PAGE
    following = page + 1 if first + _A_PAGE < len(areas.all_kecamatan()) else 0
    more = Choice(ctx.label("guide.more_places"), f"{prefix}{_PAGE}{following}")
    return (*kecamatan_buttons(areas.all_kecamatan()[first : first + _A_PAGE], prefix), more)


def kecamatan_buttons(kecamatan: tuple[str, ...], prefix: str) -> tuple[Choice, ...]:
    """A button for each of these kecamatan."""
    return tuple(Choice(name, f"{prefix}{_KECAMATAN}{areas.all_kecamatan().index(name)}") for name in kecamatan)
