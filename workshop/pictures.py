"""Draws every picture in every language: `python -m workshop.pictures` writes data/pictures/*.svg and *.png.

The words come from data/texts/pictures.toml. The same words give the same bytes (with the versions in uv.lock).
"""

import io
import re
from importlib.resources import files
from pathlib import Path
from xml.sax.saxutils import escape

import numpy as np
import resvg_py
import zopfli.png
from numpy.typing import NDArray
from PIL import Image

from data.content.pictures import NAMES, alt, picture_text
from data.content.texts import LANGUAGES
from workshop import layout
from workshop.icons import ICONS
from workshop.lettering import FAMILY, FILES
from workshop.page import WIDTH, Box, Icon, Text

Colours = NDArray[np.int_]
Counts = NDArray[np.int_]
PICTURES = Path(__file__).parent.parent / "data" / "pictures"
_PACK = np.array([65536, 256, 1])
_COLOURS = 24
"""In a PNG: the flat ones, and some between them at the edges of letters."""


def svg(name: str, language: str) -> str:
    """The picture as SVG. Raises KeyError for an unknown one, and what layout.draw raises."""
    page = layout.draw(name, picture_text(name, language))
    size = f'width="{WIDTH}" height="{page.height:g}" viewBox="0 0 {WIDTH} {page.height:g}"'
    family = f"font-family=\"'{FAMILY}', sans-serif\""
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} role="img" xml:lang="{language}" {family}>',
            f"<title>{escape(picture_text(name, language).title)}</title>",
            f"<desc>{escape(alt(name, language))}</desc>",
            *map(_element, page.things),
            "</svg>\n",
        ]
    )


def _element(thing: Box | Text | Icon) -> str:
    x, y = f"{round(thing.x, 1):g}", f"{round(thing.y, 1):g}"
    match thing:
        case Text():
            bold = ' font-weight="700"' if thing.bold else ""
            fill = f'fill="{thing.colour}"'
            return f'<text x="{x}" y="{y}" font-size="{thing.size:g}"{bold} {fill}>{escape(thing.words)}</text>'
        case Box():
            rounded = f' rx="{thing.rounded:g}"' if thing.rounded else ""
            edge = f' stroke="{thing.edge}" stroke-width="6"' if thing.edge else ""
            size = f'width="{round(thing.width, 1):g}" height="{round(thing.height, 1):g}"'
            return f'<rect x="{x}" y="{y}" {size}{rounded} fill="{thing.colour}"{edge}/>'
        case Icon():
            place = f"translate({x} {y}) scale({thing.size / 48:.4g})"
            line = f'stroke="{thing.colour}" stroke-width="{thing.stroke:g}"'
            ends = 'stroke-linecap="round" stroke-linejoin="round"'
            shapes = ICONS[thing.name].replace('"F"', f'"{thing.on}"')
            return f'<g transform="{place}" fill="none" {line} {ends}>{shapes}</g>'


def pixels(drawn: str) -> Image.Image:
    """An SVG, rendered with our font, in few colours: an image with a palette."""
    fonts = [str(files("data").joinpath(file)) for file in FILES.values()]
    rendered = resvg_py.svg_to_bytes(svg_string=drawn, skip_system_fonts=True, font_files=fonts)
    full = np.asarray(Image.open(io.BytesIO(rendered)).convert("RGB"), dtype=np.int_)
    packed, where, often = np.unique(full @ _PACK, return_inverse=True, return_counts=True)
    colours = np.stack([packed >> 16, packed >> 8 & 255, packed & 255], axis=1)
    palette = _palette(colours, often, drawn)
    nearest = _distances(colours, palette).argmin(axis=1).astype(np.uint8)
    image = Image.fromarray(nearest[where].reshape(full.shape[:2]))
    image.putpalette(palette.astype(np.uint8).tobytes())
    return image


def _palette(colours: Colours, often: Counts, drawn: str) -> Colours:
    """The colours the SVG names, and of those between them always the one that the others miss most."""
    chosen = sorted({tuple(bytes.fromhex(name[1:])) for name in re.findall(r'"(#[0-9a-f]{6})"', drawn)})
    palette = np.array(chosen)
    while len(palette) < _COLOURS:
        missed = _distances(colours, palette).min(axis=1) * often
        palette = np.vstack([palette, colours[missed.argmax()]])
    return palette


def _distances(colours: Colours, palette: Colours) -> Colours:
    """Of each colour to each of the palette, squared."""
    squared: Colours = ((colours[:, None] - palette[None]) ** 2).sum(axis=2)
    return squared


def png(drawn: str) -> bytes:
    """An SVG as a small PNG."""
    written = io.BytesIO()
    pixels(drawn).save(written, "PNG", optimize=True)
    smaller: bytes = zopfli.png.optimize(written.getvalue(), filter_strategies="0")
    return smaller


def main() -> None:
    """Writes them all."""
    for name in NAMES:
        for language in LANGUAGES:
            drawn = svg(name, language)
            (PICTURES / f"{name}.{language}.svg").write_text(drawn, encoding="utf-8")
            (PICTURES / f"{name}.{language}.png").write_bytes(png(drawn))


if __name__ == "__main__":
    main()
