"""Makes the fonts of the pictures and the poster: `python -m workshop.fonts REGULAR BOLD`.

From the files `...-latin-400-normal.woff` and `...-latin-700-normal.woff` of npm @fontsource/atkinson-hyperlegible-next
5.3.0 (OFL 1.1): Latin letters only, with kerning. Braille Institute drew the face for people who see badly: I, l and 1,
O and 0 look different, which helps whoever copies a number.
"""

import sys
from pathlib import Path

from fontTools.subset import Options, Subsetter
from fontTools.ttLib import TTFont

FONTS = Path(__file__).parent.parent / "data" / "fonts"
_LETTERS = [*range(0x20, 0x7F), *range(0xA0, 0x100), *map(ord, "–—‘’“”•…")]


def make(source: Path, made: Path) -> None:
    """Writes the letters we need of one font as TrueType; the same bytes each time."""
    font = TTFont(source, recalcTimestamp=False)
    options = Options(hinting=False, layout_features=["kern", "mark", "ccmp"], name_IDs=["*"])
    subsetter = Subsetter(options)
    subsetter.populate(unicodes=_LETTERS)
    subsetter.subset(font)
    font.flavor = None
    font.save(made)


if __name__ == "__main__":
    for given, weight in zip(sys.argv[1:3], ("Regular", "Bold"), strict=True):
        make(Path(given), FONTS / f"AtkinsonHyperlegibleNext-{weight}.ttf")
