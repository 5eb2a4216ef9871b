"""What WhatsApp is given: text, buttons, lists and links that it takes."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.whatsapp.channel import CAPABILITIES
from bot.channels.whatsapp.render import bold, message
from bot.sending import compose
from bot.sending.errors import Refused
from bot.sending.outgoing import Document, MadeFile, Photo, Text
from data.announcements.announcements import Attachment
from data.channels import utf16_units
from data.content import texts
from handlers.messages import MORE, Choice, Heading, LinkButton, Picture, Reply
from tests.fakes.cloud_api import rules

ENVELOPE = {"messaging_product": "whatsapp", "recipient_type": "individual", "recipient": "ID.1"}
PICTURE = Picture("app", "id", "Gambar aplikasi.")


def rendered(one: Text | Photo | Document, media: str = "") -> dict[str, Any]:
    """The parameters of a message, which the strict fake would take."""
    found: dict[str, Any] = message(one, media)
    rules.check({**ENVELOPE, **found})
    return found


def messages(reply: Reply, language: str = "id") -> list[dict[str, Any]]:
    """The parameters of all messages of a reply."""
    return [rendered(one, "1") for one in compose.messages(reply, CAPABILITIES, language=language)]


def choices(count: int, label: str = "Pilihan") -> tuple[Choice, ...]:
    return tuple(Choice(f"{label} {n}", f"step.{n}") for n in range(count))


def test_words_alone_are_a_text_without_a_preview_of_its_links() -> None:
    assert rendered(Text("Halo")) == {"type": "text", "text": {"body": "Halo", "preview_url": False}}


def test_three_short_choices_are_buttons() -> None:
    interactive = rendered(Text("Pilih.", choices(3)))["interactive"]
    assert interactive["type"] == "button"
    assert [one["reply"] for one in interactive["action"]["buttons"]] == [
        {"id": f"step.{n}", "title": f"Pilihan {n}"} for n in range(3)
    ]


@pytest.mark.parametrize(
    "text",
    [
        Text("Pilih.", choices(4)),
        Text("Pilih.", choices(2, "Lebih dari dua puluh huruf")),
        Text("x" * 1025, choices(2)),
        Text("Pilih.", (Choice("Ya", "yes"), Choice("Ya", "also"))),
    ],
    ids=["four", "long labels", "long words", "equal labels"],
)
def test_what_fits_into_no_buttons_is_a_list(text: Text) -> None:
    interactive = rendered(text)["interactive"]
    assert interactive["type"] == "list"
    (section,) = interactive["action"]["sections"]
    assert [row["id"] for row in section["rows"]] == [one.value for one in text.choices]


@pytest.mark.parametrize(("language", "word"), [("id", "Pilih"), ("su", "Pilih"), ("en", "Choose")])
def test_the_button_that_opens_a_list_speaks_the_language_of_the_answer(language: str, word: str) -> None:
    (found,) = messages(Reply("?", choices(5)), language)
    assert found["interactive"]["action"]["button"] == word


def test_a_label_that_is_cut_stands_whole_below_its_row() -> None:
    label = "Kelurahan dengan nama yang panjang"
    (row,) = rendered(Text("?", (Choice(label, "a"),)))["interactive"]["action"]["sections"][0]["rows"]
    assert row == {"id": "a", "title": "Kelurahan dengan nama y…", "description": label}


def test_two_buttons_to_one_step_are_taken() -> None:
    both = (Choice("KTP Kota Bekasi", "guide.to.kk"), Choice("Belum punya KTP", "guide.to.kk"))
    buttons = rendered(Text("?", both))["interactive"]["action"]["buttons"]
    assert [one["reply"]["id"] for one in buttons] == ["guide.to.kk", "guide.to.kk#2"]


@pytest.mark.parametrize("count", [*range(1, 11), 11, 30])
def test_however_many_choices_there_are_one_message_goes(count: int) -> None:
    (found,) = messages(Reply("?", choices(count)))
    action = found["interactive"]["action"]
    if count <= 3:
        assert len(action["buttons"]) == count
        return
    rows = action["sections"][0]["rows"]
    assert len(rows) == min(count, 10)
    assert (rows[-1]["id"] == f"{MORE}9") == (count > 10)


def test_a_picture_has_its_buttons_in_the_same_message() -> None:
    (found,) = messages(Reply("Begini.", choices(3), PICTURE))
    interactive = found["interactive"]
    assert interactive["header"] == {"type": "image", "image": {"id": "1"}}
    assert len(interactive["action"]["buttons"]) == 3
    (many,) = messages(Reply("Begini.", choices(5), PICTURE))
    ids = [one["reply"]["id"] for one in many["interactive"]["action"]["buttons"]]
    assert ids == ["step.0", "step.1", f"{MORE}2"]


def test_a_picture_without_buttons_has_a_caption_and_one_without_words_its_alt_text_above_buttons() -> None:
    assert rendered(Photo(PICTURE, "Begini."), "7") == {"type": "image", "image": {"id": "7", "caption": "Begini."}}
    assert rendered(Photo(PICTURE), "7") == {"type": "image", "image": {"id": "7"}}
    assert rendered(Photo(PICTURE, "", choices(1)), "7")["interactive"]["body"]["text"] == PICTURE.alt


def test_files_of_staff_go_as_their_words() -> None:
    attached = Attachment("photo", "AgAC", "foto.jpg")
    assert rendered(Photo(attached, "Undangan"))["text"]["body"] == "Undangan"
    assert rendered(Document(MadeFile("report-1.csv"), "Laporan"))["text"]["body"] == "Laporan"
    with pytest.raises(Refused):
        message(Photo(attached))


def test_a_link_is_a_button_and_in_a_long_text_a_line() -> None:
    link = LinkButton("Chat web", "https://example.org/chat")
    interactive = rendered(Text("Habis.", link=link))["interactive"]
    assert interactive["type"] == "cta_url"
    assert interactive["action"]["parameters"] == {"display_text": "Chat web", "url": "https://example.org/chat"}
    assert rendered(Text("x" * 1025, link=link))["text"]["body"].endswith("\n\nChat web: https://example.org/chat")


def test_each_line_of_a_heading_is_bold() -> None:
    (found,) = messages(Reply("Artinya.", heading=Heading("NIK Ibu\nTercatat", "listed")))
    assert found["text"]["body"] == "*NIK Ibu*\n*✅ Tercatat*\n\nArtinya."
    assert bold("Judul\n\nIsi") == "*Judul*\n\nIsi"
    assert bold("2 * 3\n\nIsi") == "2 * 3\n\nIsi"


def test_nothing_becomes_too_long_because_it_is_bold() -> None:
    longest = f"Judul\n\n{'x' * 4089}"
    assert rendered(Text(longest))["text"]["body"] == longest
    above = f"Judul\n\n{'x' * 1017}"
    assert rendered(Text(above, choices(2)))["interactive"]["body"]["text"] == above


@pytest.mark.parametrize("sign", ["x", "😀"])
def test_a_text_that_is_too_long_is_refused_and_not_cut(sign: str) -> None:
    longest = sign * (4096 // utf16_units(sign))
    assert rendered(Text(longest))["text"]["body"] == longest
    with pytest.raises(Refused):
        message(Text(longest + sign, choices(1)))


def test_no_text_of_ours_has_signs_that_whatsapp_would_read_as_markup() -> None:
    marked = re.compile(r"(?<!\w)([*_~`])(?=\S)[^\n]*?(?<=\S)\1(?!\w)|^> ", re.MULTILINE)
    for code in texts.LANGUAGES:
        found = texts.language(code)
        said = [*(one.text for one in found.replies.values()), *found.phrases.values(), *found.labels.values()]
        assert [one for one in said if marked.search(one)] == []


_WORDS = st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=1500)


@given(
    _WORDS.filter(str.strip),
    st.lists(
        st.text(st.characters(blacklist_categories=["Cs"]), min_size=1, max_size=90).filter(str.strip), max_size=14
    ),
    st.booleans(),
)
def test_whatever_is_said_with_whatever_buttons_is_taken(words: str, labels: list[str], picture: bool) -> None:
    buttons = tuple(Choice(f"{n} {one}", f"step.{n}") for n, one in enumerate(labels))
    found = messages(Reply(words, buttons, PICTURE if picture and utf16_units(words) <= 1024 else None))
    assert len(found) == 1
