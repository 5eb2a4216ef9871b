"""Draws the poster of an office: one A4 page with QR codes, ready to print."""

import io
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from importlib.resources import as_file, files

import segno
from fpdf import FPDF
from fpdf.enums import Align
from fpdf.fonts import TTFFont

from data.content import poster_texts

_WIDTH, _HEIGHT, _MARGIN = 210.0, 297.0, 15.0
_INNER = _WIDTH - 2 * _MARGIN
_ROW = 12.2
"""Millimetres for one promise."""
_POINT = 25.4 / 72
"""Millimetres of a typographic point."""
_GREEN, _PALE, _INK, _QUIET, _WHITE = "#0b5d4e", "#dff0ea", "#14231f", "#3f524c", "#ffffff"
_FONT = "Atkinson"
SMALLEST_CODE = 48.0
"""Millimetres: a phone reads this size at more than arm's length."""
_ROOMY, _CLOSE = (10.0, 6.0), (5.0, 4.0)
"""Millimetres between two frames, and inside a frame beside its code: of up to two codes, and of three."""


class NoRoom(Exception):
    """The text leaves too little room for the codes."""


@dataclass(frozen=True, slots=True)
class Code:
    """One QR code."""

    label: str
    url: str
    """The URL that it opens."""
    shown: str
    """A short form of the URL, for people who type it."""


@dataclass(frozen=True, slots=True)
class _Style:
    size: float
    """Points."""
    colour: str
    bold: bool = False
    align: Align = Align.L


def draw(office: str, codes: tuple[Code, ...], words: poster_texts.PosterText, language: str, made: datetime) -> bytes:
    """The poster as PDF. Raises NoRoom."""
    pdf = FPDF(format="A4")
    pdf.set_creation_date(made)
    pdf.set_title(f"{words.title} {office}")
    pdf.set_lang(language)
    pdf.set_auto_page_break(auto=False)
    pdf.set_margin(0)
    pdf.c_margin = 0
    with _fonts(pdf):
        pdf.add_page()
        top = _about(pdf, words.about, _header(pdf, office, words))
        bottom = _HEIGHT - 11 - _ROW * len(words.promises) - 6
        _codes(pdf, codes, words.scan, top, bottom)
        _promises(pdf, words, bottom)
        return bytes(pdf.output())


@contextmanager
def _fonts(pdf: FPDF) -> Iterator[None]:
    """Loads our fonts; fpdf2 reads them until the end, and does not close them."""
    with ExitStack() as opened:
        for style, weight in (("", "Regular"), ("B", "Bold")):
            file = files("data").joinpath(f"fonts/AtkinsonHyperlegibleNext-{weight}.ttf")
            pdf.add_font(_FONT, style, opened.enter_context(as_file(file)))
        for font in pdf.fonts.values():
            if isinstance(font, TTFFont):
                opened.callback(font.ttfont.close)
        yield


def _write(pdf: FPDF, text: str, x: float, y: float, width: float, style: _Style) -> float:
    """Writes text in as many lines as needed; returns the y position of its end."""
    pdf.set_font(_FONT, "B" if style.bold else "", style.size)
    pdf.set_text_color(style.colour)
    pdf.set_xy(x, y)
    pdf.multi_cell(width, style.size * _POINT * 1.2, text, align=style.align)
    return pdf.get_y()


def _write_line(pdf: FPDF, text: str, x: float, y: float, width: float, style: _Style) -> float:
    """Writes text in one line, in a smaller font if needed."""
    pdf.set_font(_FONT, "B" if style.bold else "", style.size)
    fitting = style.size * min(1.0, width / (pdf.get_string_width(text) + 0.1))
    return _write(pdf, text, x, y, width, replace(style, size=fitting))


def _header(pdf: FPDF, office: str, words: poster_texts.PosterText) -> float:
    height = 63.0
    pdf.set_fill_color(_GREEN)
    pdf.rect(0, 0, _WIDTH, height, "F")
    y = _write_line(pdf, office, _MARGIN, 9, _INNER, _Style(20, _PALE))
    y = _write_line(pdf, words.title, _MARGIN, y + 1, _INNER, _Style(58, _WHITE, bold=True))
    _write_line(pdf, words.subtitle, _MARGIN, y, _INNER, _Style(32, _WHITE))
    return height


def _about(pdf: FPDF, sentences: tuple[str, ...], y: float) -> float:
    y += 6
    for number, sentence in enumerate(sentences):
        unbroken = sentence.replace("BPJS ", "BPJS\N{NO-BREAK SPACE}")
        style = _Style(18, _INK, bold=number == 0)
        y = _write(pdf, unbroken, _MARGIN, y, _balanced(pdf, unbroken, style), style) + 2
    return y


def _balanced(pdf: FPDF, text: str, style: _Style) -> float:
    """The smallest width with the fewest lines, so that the last line is not a single word."""
    pdf.set_font(_FONT, "B" if style.bold else "", style.size)

    def lines(width: float) -> int:
        split = pdf.multi_cell(width, 1, text, align=style.align, dry_run=True, output="LINES")
        assert isinstance(split, list)
        return len(split)

    width, fewest = _INNER, lines(_INNER)
    while width > _INNER * 0.7 and lines(width - 2) == fewest:
        width -= 2
    return width


def _codes(pdf: FPDF, codes: tuple[Code, ...], scan: str, top: float, bottom: float) -> None:
    y = _write_line(pdf, scan, _MARGIN, top + 2, _INNER, _Style(20, _GREEN, bold=True, align=Align.C)) + 2
    (gap, inside), below = _ROOMY if len(codes) <= 2 else _CLOSE, 19.0
    width = (_INNER - gap * (max(len(codes), 2) - 1)) / max(len(codes), 2)
    size = min(width - inside, bottom - 5 - y - below)
    if size < SMALLEST_CODE:
        raise NoRoom(f"Only {size:.0f} mm are left for the QR codes.")
    left = (_WIDTH - len(codes) * width - (len(codes) - 1) * gap) / 2
    for number, code in enumerate(codes):
        x = left + number * (width + gap)
        pdf.set_draw_color(_GREEN)
        pdf.set_line_width(0.9)
        pdf.rect(x, y, width, size + below, "D", round_corners=True, corner_radius=5)
        drawn = io.BytesIO()
        segno.make(code.url, error="m", micro=False).save(drawn, kind="png", scale=20, border=4)
        pdf.image(drawn, x + (width - size) / 2, y + 1, size, size, link=code.url, alt_text=f"QR: {code.url}")
        label, shown = _Style(20, _INK, bold=True, align=Align.C), _Style(16, _QUIET, align=Align.C)
        end = _write_line(pdf, code.label, x + 3, y + size - 0.5, width - 6, label)
        _write_line(pdf, code.shown, x + 3, end, width - 6, shown)


def _promises(pdf: FPDF, words: poster_texts.PosterText, top: float) -> None:
    indent = 13.0
    pdf.set_fill_color(_PALE)
    pdf.rect(0, top, _WIDTH, _HEIGHT - top, "F")
    for number, promise in enumerate(words.promises):
        middle = top + 6 + (number + 0.5) * _ROW
        pdf.set_fill_color(_GREEN)
        pdf.circle(_MARGIN + 4.6, middle, 4.6, "F")
        pdf.set_draw_color(_WHITE)
        pdf.set_line_width(1.2)
        pdf.polyline([(_MARGIN + x, middle + y) for x, y in ((2.4, 0.2), (4, 1.9), (7, -1.6))])
        style = _Style(24, _INK, bold=True)
        _write_line(pdf, promise, _MARGIN + indent, middle - 24 * _POINT * 0.6, _INNER - indent, style)
    _write(pdf, words.footer, _MARGIN, _HEIGHT - 10.5, _INNER, _Style(12, _QUIET, align=Align.R))
