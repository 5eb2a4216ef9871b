"""What a picture is made of: boxes, words and icons, in the order they are painted."""

from dataclasses import dataclass, field, replace

from workshop.lettering import ASCENT, DESCENT, width, wrap

WIDTH = 1080
SMALLEST = 45
"""Pixels; on a phone 360 pixels wide that is 15."""
_LEADING = 1.22
"""From line to line, in sizes."""


@dataclass(frozen=True, slots=True)
class Box:
    """A filled part of the page: a card, a band, a disc."""

    x: float
    y: float
    width: float
    height: float
    colour: str
    rounded: float = 0
    edge: str = ""
    """The colour of its outline."""


@dataclass(frozen=True, slots=True)
class Text:
    """One line of words; y is where its letters stand."""

    words: str
    x: float
    y: float
    size: float
    colour: str
    on: str
    """The colour behind it."""
    bold: bool = False

    @property
    def box(self) -> Box:
        """What it covers, with room for letters that reach up and down."""
        high = (ASCENT + DESCENT) * self.size
        return Box(self.x, self.y - ASCENT * self.size, width(self.words, self.size, bold=self.bold), high, self.on)


@dataclass(frozen=True, slots=True)
class Icon:
    """One of our icons, in a square with its upper left corner at x, y."""

    name: str
    x: float
    y: float
    size: float
    colour: str
    on: str
    """The colour behind it."""
    stroke: float = 3
    """Of its lines; the square is 48 wide."""


Thing = Box | Text | Icon


@dataclass(slots=True)
class Page:
    """A picture in the making: things in the order they are painted."""

    height: int = 0
    things: list[Thing] = field(default_factory=list)

    @property
    def texts(self) -> list[Text]:
        """Everything that is to be read."""
        return [thing for thing in self.things if isinstance(thing, Text)]

    def write(self, words: str, place: Text, right: float) -> float:
        """Words in as many lines as they need, the first with its top at the place; returns where they end."""
        y = place.y
        for line in wrap(words, place.size, right - place.x, bold=place.bold):
            stands = y + (_LEADING - ASCENT - DESCENT) / 2 * place.size + ASCENT * place.size
            self.things.append(replace(place, words=line, y=stands))
            y += place.size * _LEADING
        return y

    def disc(self, x: float, y: float, radius: float, colour: str, edge: str = "") -> None:
        """A round one, around a middle."""
        self.things.append(Box(x - radius, y - radius, 2 * radius, 2 * radius, colour, radius, edge))

    def icon(self, name: str, x: float, y: float, size: float, colour: str, on: str, stroke: float = 3) -> None:
        """An icon, around a middle."""
        self.things.append(Icon(name, x - size / 2, y - size / 2, size, colour, on, stroke))
