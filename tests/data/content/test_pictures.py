"""The pictures say the same in every language, can be read on a small phone, and are drawn from their words."""

import ast
import re
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from pydantic import ValidationError

from data.content import pictures, texts
from data.content.pictures import LONGEST_ALT, NAMES, PictureText
from data.content.texts import DEFAULT, LANGUAGES
from tests.support.paths import ROOT
from workshop import layout, lettering
from workshop import pictures as drawing
from workshop.page import SMALLEST, WIDTH, Box, Icon, Page, Text

PICTURES = ROOT / "data" / "pictures"
EACH = [pytest.param(name, language, id=f"{name}.{language}") for name in NAMES for language in LANGUAGES]
each_picture = pytest.mark.parametrize(("name", "language"), EACH)
AT_MOST = 60_000
TALLEST = 1800
"""On a phone 360 pixels wide, 600: it fits a screen."""


def page(name: str, language: str) -> Page:
    return layout.draw(name, pictures.picture_text(name, language))


def ground(things: list[Box | Text | Icon], text: Text) -> Box:
    """The filled part that is painted last below the words."""
    below = things[: things.index(text)]
    return [thing for thing in below if isinstance(thing, Box) and holds(thing, text.box)][-1]


def holds(outer: Box, inner: Box) -> bool:
    return (
        outer.x <= inner.x
        and inner.x + inner.width <= outer.x + outer.width
        and outer.y <= inner.y
        and inner.y + inner.height <= outer.y + outer.height
    )


def touch(one: Box, other: Box) -> bool:
    return (
        one.x < other.x + other.width
        and other.x < one.x + one.width
        and one.y < other.y + other.height
        and other.y < one.y + one.height
    )


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it."""

    def luminance(colour: str) -> float:
        shares = [part / 255 for part in bytes.fromhex(colour[1:])]
        red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in shares)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


# ---------------------------------------------------------------- words


@each_picture
def test_every_language_says_the_same_things(name: str, language: str) -> None:
    ours, original = pictures.picture_text(name, language), pictures.picture_text(name, DEFAULT)
    assert ours.source == original.source
    assert len(ours.footer) == len(original.footer)
    shape = [(bool(a.head), bool(a.more), bool(a.heading), bool(a.warn), a.no, a.say) for a in ours.lines]
    assert shape == [(bool(a.head), bool(a.more), bool(a.heading), bool(a.warn), a.no, a.say) for a in original.lines]
    assert 3 <= len(ours.lines) <= 6
    assert set(re.findall(r"\d+", pictures.alt(name, language))) == set(re.findall(r"\d+", pictures.alt(name, DEFAULT)))


@each_picture
def test_facts_have_a_known_source_and_a_date(name: str, language: str) -> None:
    words = pictures.picture_text(name, language)
    assert {source.split()[0] for source in words.source} <= texts.sources().keys()
    assert re.search(r"202[56]", " ".join(words.footer))
    for unverified in ("terlindungi", "pasti", "dijamin", "guarantee", "175", "gratis"):
        assert unverified not in pictures.alt(name, language)


def test_a_picture_without_source_or_with_a_weak_one_is_refused() -> None:
    whole: dict[str, object] = {"title": "a", "lead": "b", "lines": [], "footer": ["c"], "source": ["S33 2026-02-05 M"]}
    assert PictureText.model_validate(whole).source
    wrongs: list[dict[str, object]] = [{"source": ["S33 2026-02-05 L"]}, {"source": ["S33"]}, {"sauce": []}]
    for wrong in wrongs:
        with pytest.raises(ValidationError):
            PictureText.model_validate(whole | wrong)


@each_picture
def test_who_cannot_see_it_hears_every_word_of_it(name: str, language: str) -> None:
    alt, words = pictures.alt(name, language), pictures.picture_text(name, language)
    assert len(alt) <= LONGEST_ALT
    assert alt.startswith(words.title)
    said = " ".join(alt.split())
    for text in page(name, language).texts:
        assert text.words in said or text.words.isdigit()


def test_steps_are_counted_and_papers_are_not() -> None:
    assert "\n2. Bawa KTP dan KK ke kelurahan, asli dan fotokopi. Bilang: “Saya mau pemutakhiran DTSEN.”\n" in (
        pictures.alt("kelurahan", "id")
    )
    assert "\n• KTP, asli dan fotokopi\n" in pictures.alt("papers", "id")


def test_an_unknown_picture_is_an_error() -> None:
    with pytest.raises(KeyError):
        pictures.alt("map", "id")
    with pytest.raises(FileNotFoundError):
        pictures.png("map", "id")


# ---------------------------------------------------------------- drawing


@each_picture
def test_nothing_overflows_and_nothing_overlaps(name: str, language: str) -> None:
    drawn = page(name, language)
    written = list(drawn.texts)
    assert drawn.height <= TALLEST
    for text in written:
        below = ground(drawn.things, text)
        assert below.colour == text.on, text.words
        assert text.box.x + text.box.width <= WIDTH - layout.MARGIN, text.words
    for one, other in combinations(written, 2):
        assert not touch(one.box, other.box), (one.words, other.words)
    for thing in drawn.things:
        if not isinstance(thing, Text):
            size = (thing.size, thing.size) if isinstance(thing, Icon) else (thing.width, thing.height)
            assert holds(Box(0, 0, WIDTH, drawn.height, ""), Box(thing.x, thing.y, *size, ""))


@each_picture
def test_it_reads_well_on_a_small_phone(name: str, language: str) -> None:
    for thing in page(name, language).things:
        match thing:
            case Text():
                assert thing.size >= SMALLEST == 15 * WIDTH / 360
                assert contrast(thing.colour, thing.on) >= 4.5, thing.words
            case Icon() if not thing.name.startswith("tail"):
                assert contrast(thing.colour, thing.on) >= 4.5, thing.name


@each_picture
def test_letters_are_as_wide_as_we_measured(name: str, language: str) -> None:
    """In the finished picture, each line ends where we said: its last letter shows, and behind it is bare ground."""
    drawn = page(name, language)
    seen = np.asarray(Image.open(PICTURES / f"{name}.{language}.png").convert("RGB")).astype(int)
    for text in (one for one in drawn.texts if not one.words.isdigit()):
        box, bare = text.box, np.array(list(bytes.fromhex(text.on[1:])))
        end, rows = round(box.x + box.width), slice(round(box.y), round(box.y + box.height))
        behind = seen[rows, end + 2 : end + 8]
        assert np.abs(behind - bare).max() < 24, text.words
        last = seen[rows, round(end - text.size * 0.8) : end]
        assert np.abs(last - bare).max() > 100, text.words


@each_picture
def test_the_files_are_drawn_from_the_words_as_they_are_now(name: str, language: str) -> None:
    """When this fails: `python -m workshop.pictures`."""
    drawn = drawing.svg(name, language)
    assert (PICTURES / f"{name}.{language}.svg").read_text(encoding="utf-8") == drawn
    with Image.open(PICTURES / f"{name}.{language}.png") as kept:
        made = drawing.pixels(drawn)
        assert kept.mode == "P"
        assert kept.size == made.size == (WIDTH, page(name, language).height)
        assert kept.convert("RGB").tobytes() == made.convert("RGB").tobytes()


def test_the_same_words_give_the_same_bytes() -> None:
    assert drawing.png(drawing.svg("papers", "id")) == pictures.png("papers", "id")


@each_picture
def test_it_is_small_enough_for_a_slow_network(name: str, language: str) -> None:
    assert len(pictures.png(name, language)) < AT_MOST
    assert pictures.png(name, language).startswith(b"\x89PNG")


def test_no_picture_is_left_from_before() -> None:
    wanted = {f"{name}.{language}.{kind}" for name in NAMES for language in LANGUAGES for kind in ("svg", "png")}
    assert {file.name for file in PICTURES.iterdir()} == wanted


# ---------------------------------------------------------------- letters


def test_what_belongs_together_stays_in_one_line() -> None:
    lines = lettering.wrap("Sekitar 1-6 bulan, kata orang (info Februari 2026).", 45, 600)
    assert lines == ["Sekitar 1-6 bulan, kata orang", "(info Februari 2026)."]


def test_two_lines_part_where_a_phrase_ends() -> None:
    assert lettering.wrap("Play Store or App Store. The maker must be Kemensos.", 45, 780) == [
        "Play Store or App Store.",
        "The maker must be Kemensos.",
    ]


@given(st.text("abcdé ,.(", max_size=200), st.integers(200, 900), st.booleans())
def test_whatever_is_written_fits_or_is_refused(words: str, room: int, bold: bool) -> None:
    try:
        lines = lettering.wrap(words, 45, room, bold=bold)
    except ValueError:
        assert max(lettering.width(word, 45, bold=bold) for word in words.split()) > room
        return
    assert " ".join(lines) == " ".join(words.split())
    assert all(lettering.width(line, 45, bold=bold) <= room + 0.01 for line in lines)


def test_a_letter_the_font_lacks_is_refused() -> None:
    with pytest.raises(lettering.NoLetter):
        lettering.wrap("ꦱꦸꦤ꧀ꦝ", 45, 900)


def test_the_fonts_are_small_and_come_with_their_licence() -> None:
    fonts = ROOT / "data" / "fonts"
    assert sum(file.stat().st_size for file in fonts.glob("*.ttf")) < 64_000
    assert "SIL OPEN FONT LICENSE" in (fonts / "OFL.txt").read_text(encoding="utf-8")


def test_the_bot_does_not_need_the_workshop() -> None:
    """It is not shipped, and what it uses is not installed there."""
    for file in (path for room in ("bot", "handlers", "data") for path in (ROOT / room).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & {"workshop", "fontTools", "zopfli", "numpy"}
