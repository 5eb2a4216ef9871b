"""Which kelurahan: chosen by buttons, kecamatan first, or from what was typed."""

from dataclasses import dataclass

from data import places
from data.places import Kelurahan
from handlers.context import Context
from handlers.messages import Choice

PREFIX = "guide.place."
_PAGE, _KECAMATAN, _KELURAHAN = "guide.place.page.", "guide.place.kec.", "guide.place.kel."
SKIPPED = "guide.to.office_papers"
_A_PAGE = 4


@dataclass(frozen=True, slots=True)
class Place:
    """How much we know: one kelurahan, or some to choose from, or a page of kecamatan."""

    kelurahan: Kelurahan | None = None
    some: tuple[Kelurahan, ...] = ()
    page: int = 0

    @property
    def asks_anew(self) -> bool:
        """Whether nothing is known yet."""
        return not self.some


ALL = Place()


def named(text: str) -> Place | None:
    """What a text names; None when it names no place of ours."""
    found = places.find(text)
    if len(found.kelurahan) == 1 and not found.kecamatan:
        return Place(found.kelurahan[0])
    if len(found.kecamatan) == 1:
        return _whole(found.kecamatan[0])
    if found.kelurahan:
        return Place(some=found.kelurahan[:6])
    return None


def _whole(kecamatan: str) -> Place:
    """A kecamatan; its kelurahan of the same name, if there is one, stands first."""
    some = sorted(places.in_kecamatan(kecamatan), key=lambda one: one.name != kecamatan)
    return Place(some=tuple(some))


def pressed(value: str) -> Place:
    """What a button stands for; all kecamatan when it is none of ours."""
    _, _, number = value.rpartition(".")
    index = int(number) if number.isdecimal() and len(number) <= 2 else -1
    if value.startswith(_KELURAHAN):
        return Place(places.by_code(value.removeprefix(_KELURAHAN)))
    if value.startswith(_KECAMATAN) and 0 <= index < len(places.all_kecamatan()):
        return _whole(places.all_kecamatan()[index])
    if value.startswith(_PAGE) and 0 <= index * _A_PAGE < len(places.all_kecamatan()):
        return Place(page=index)
    return ALL


def choices(ctx: Context, place: Place) -> tuple[Choice, ...]:
    """At most six buttons: the kelurahan to choose from, or a page of kecamatan and the way to the next."""
    if place.some:
        return tuple(Choice(one.name, f"{_KELURAHAN}{one.code}") for one in place.some)
    kecamatan = places.all_kecamatan()
    first = place.page * _A_PAGE
    shown = tuple(
        Choice(name, f"{_KECAMATAN}{at}") for at, name in enumerate(kecamatan) if first <= at < first + _A_PAGE
    )
    following = place.page + 1 if first + _A_PAGE < len(kecamatan) else 0
    more = Choice(ctx.label("guide.more_places"), f"{_PAGE}{following}")
    return (*shown, more, Choice(ctx.label("guide.skip"), SKIPPED))
