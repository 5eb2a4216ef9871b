"""What Telegram is told: cut, escaped, with buttons that it takes."""

import html
import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.channel import CAPABILITIES
from bot.channels.telegram.render import has_optional_fields, keyboard, method, parameters, reason
from bot.channels.telegram.render import html as as_html
from bot.sending import compose
from bot.sending.compose import split
from bot.sending.outgoing import Document, MadeFile, Photo, Text
from data.announcements.announcements import Attachment
from data.channels import TELEGRAM_LIMITS, utf16_units
from data.content import texts
from handlers.messages import Choice, CopyButton, Heading, LinkButton, Picture, Reply
from handlers.phrases import commands
from handlers.phrases.commands import COMMANDS
from handlers.steps import STEPS
from tests.fakes import bot_api_rules as rules
from tests.support.readings import reading


def messages(reply: Reply, remark: str = "") -> tuple[dict[str, str], ...]:
    """The parameters of all messages of a reply."""
    return tuple(map(parameters, compose.messages(reply, CAPABILITIES, remark)))


def announcement(reply: Reply) -> dict[str, str]:
    """The parameters of an announcement."""
    return parameters(compose.announcement(reply))


@given(st.text(st.characters(blacklist_categories=["Cs"]), max_size=600), st.integers(20, 100))
def test_a_long_text_is_cut_and_nothing_of_it_is_lost(text: str, longest: int) -> None:
    pieces = split(text, longest)
    assert "".join("".join(pieces).split()) == "".join(text.split())
    assert all(0 < utf16_units(piece) <= longest for piece in pieces)


def test_a_long_text_is_cut_after_a_sentence() -> None:
    text = "Satu kalimat yang pendek. " * 400
    pieces = split(text.strip(), TELEGRAM_LIMITS.text)
    assert len(pieces) == 3
    assert all(piece.endswith(".") for piece in pieces)
    assert split("ya", TELEGRAM_LIMITS.text) == ["ya"]


@given(st.text(st.characters(blacklist_categories=["Cs", "Cc"]), min_size=1, max_size=300))
def test_whatever_a_text_holds_telegram_shows_it_as_it_is(text: str) -> None:
    if text.strip():
        assert rules.parsed(as_html(text), "HTML") == text


def test_the_answer_comes_first_and_in_bold() -> None:
    assert as_html("Satu baris.\n\nDua.") == "<b>Satu baris.</b>\n\nDua."
    assert as_html("satu baris") == "satu baris"
    assert as_html("a < b & c\n\nd") == "<b>a &lt; b &amp; c</b>\n\nd"


def test_a_heading_is_bold_and_nothing_else_is() -> None:
    whose = Heading("NIK ibu Anda:\nTidak tercatat · per <b>", "not_listed")
    (said,) = messages(Reply("Satu baris.\n\nDua.", heading=whose), "dan ini")
    bold = "<b>NIK ibu Anda:\nTidak tercatat · per &lt;b&gt;</b>"
    assert said["text"] == f"{bold}\n\nSatu baris.\n\nDua.\n\ndan ini"
    first, *more = messages(Reply("Judul.\n\n" + "kalimat. " * 1000, heading=whose))
    assert first["text"].startswith(bold)
    assert not any("<b>" in one["text"] for one in more)


def test_short_buttons_share_a_row_and_long_ones_do_not() -> None:
    choices = tuple(
        Choice(name, name) for name in ("Menu", "Cek NIK", "Kenapa tak tercatat?", "Menu", "Lainnya", "Menu")
    )
    rows = json.loads(keyboard(choices))["inline_keyboard"]
    assert [[one["text"] for one in row] for row in rows] == [
        ["Menu", "Cek NIK"], ["Kenapa tak tercatat?"], ["Menu", "Lainnya"], ["Menu"],
    ]  # fmt: skip


def test_buttons_have_the_colour_of_their_role_and_none_where_the_server_takes_none() -> None:
    choices = (Choice("Setuju", "a", "confirm"), Choice("Batal", "b", "danger"), Choice("Lanjut", "c", "primary"),
               Choice("Menu", "menu"))  # fmt: skip
    message = Text("x", choices, copies=(CopyButton("Salin kode", "KADER AB"),))
    assert has_optional_fields(message)
    rows = rules.keyboard(parameters(message)["reply_markup"])
    assert [one.get("style") for row in rows for one in row] == ["success", "danger", "primary", None, None]
    assert rows[-1] == [{"text": "Salin kode", "copy_text": {"text": "KADER AB"}}]
    plain = parameters(message, optional=False)["reply_markup"]
    assert plain == keyboard(tuple(Choice(one.label, one.value) for one in choices))
    unknown: Any = "of another version"
    assert not has_optional_fields(Text("x", (Choice("Menu", "menu", unknown),)))
    assert rules.keyboard(keyboard((Choice("Menu", "menu", unknown),))) == [[{"text": "Menu", "callback_data": "menu"}]]


def test_a_question_opens_the_text_field_and_has_words_in_it_where_there_are_no_buttons() -> None:
    asked = Text("Kirim NIK", placeholder=texts.phrase("nik_field", "id"))
    forced = rules.force_reply(parameters(asked)["reply_markup"])
    assert forced == {"force_reply": True, "input_field_placeholder": asked.placeholder}  # selective hides it from some
    assert "reply_markup" not in parameters(asked, optional=False)
    with_buttons = Text("Kirim NIK", (Choice("Menu", "menu"),), placeholder=asked.placeholder)
    assert has_optional_fields(with_buttons)
    below = parameters(with_buttons)["reply_markup"]
    assert rules.force_reply(below) == {"force_reply": True}
    assert rules.keyboard(below) == [[{"text": "Menu", "callback_data": "menu"}]]
    assert parameters(with_buttons, optional=False)["reply_markup"] == keyboard(with_buttons.choices)
    for code in texts.LANGUAGES:
        rules.force_reply(parameters(Text("x", placeholder=texts.phrase("nik_field", code)))["reply_markup"])


def test_a_link_is_a_button_that_opens_a_page_below_the_words() -> None:
    reply = Reply("Chat ini sedang penuh.", link=LinkButton("Buka chat web", "https://chat.example/"))
    (message,) = compose.messages(reply, CAPABILITIES)
    (row,) = json.loads(parameters(message)["reply_markup"])["inline_keyboard"]
    assert row == [{"text": "Buka chat web", "url": "https://chat.example/"}]


def test_every_button_of_ours_is_one_that_telegram_takes() -> None:
    for code in texts.LANGUAGES:
        choices = tuple(Choice(name, step) for step, name in texts.language(code).labels.items())
        rules.keyboard(keyboard(choices))
        of_steps = [
            step for step in texts.language(code).labels if not step.startswith(("check.", "guide.", "situation"))
        ]
        assert all(step in STEPS for step in of_steps)


def test_a_reply_of_several_messages_has_its_buttons_under_the_last() -> None:
    found = messages(Reply("kalimat. " * 1000, (Choice("Menu", "menu"),)), "dan ini")
    assert len(found) == 3
    assert ["reply_markup" in one for one in found] == [False, False, True]
    assert found[-1]["text"].endswith("dan ini")
    assert all(utf16_units(html.unescape(one["text"])) <= TELEGRAM_LIMITS.text for one in found)


def _picture(alt: str) -> Picture:
    return Picture("app", "su", alt)


def test_a_picture_whose_words_fit_is_one_photo_with_everything_under_it() -> None:
    (photo,) = messages(Reply("a < b", (Choice("Menu", "menu"),), _picture("lain")), "dan ini")
    assert set(photo) == {"caption", "parse_mode", "reply_markup"}
    (message,) = compose.messages(Reply("a < b", picture=_picture("lain")), CAPABILITIES)
    assert message == Photo(_picture("lain"), "a < b")
    assert method(message) == "sendPhoto"
    assert rules.caption(photo["caption"], photo["parse_mode"]) == "a < b\n\ndan ini"


def test_a_picture_without_words_says_what_it_shows() -> None:
    (photo,) = messages(Reply("", picture=_picture("Judul\n\nSatu & dua")))
    assert photo["caption"] == "<b>Judul</b>\n\nSatu &amp; dua"


@given(st.integers(900, 1200), st.integers(900, 1200), st.sampled_from(["", "dan ini"]), st.booleans())
def test_words_too_long_for_a_caption_follow_as_a_message(said: int, drawn: int, remark: str, same: bool) -> None:
    text, alt = "😀" * (said // 2), "x" * drawn
    reply = Reply(alt if same else text, (Choice("Menu", "menu"),), _picture(alt))
    found = messages(reply, remark)
    captions = [rules.caption(one.get("caption", ""), one.get("parse_mode")) for one in found if "text" not in one]
    words = [rules.parsed(one["text"], one["parse_mode"]) for one in found if "text" in one]
    whole = f"{reply.text}\n\n{remark}" if remark else reply.text
    if utf16_units(whole) <= TELEGRAM_LIMITS.caption:
        assert (captions, words) == ([whole], [])
    else:
        assert (captions, words) == ([alt if not same and drawn <= TELEGRAM_LIMITS.caption else ""], [whole])
    assert ["reply_markup" in one for one in found] == [*[False] * (len(found) - 1), True]


PHOTO = Attachment("photo", "AgAC1", "AQAD1")
PDF = Attachment("pdf", "BQAC1", "AQAD2", "jadwal.pdf", 9)


def test_an_announcement_is_one_message_with_its_file_by_telegrams_id() -> None:
    assert announcement(Reply("a < b")) == messages(Reply("a < b"))[0]
    assert method(compose.announcement(Reply("a"))) == "sendMessage"
    photo = announcement(Reply("Judul\n\na < b", attachment=PHOTO))
    assert photo == {"photo": "AgAC1", "caption": "<b>Judul</b>\n\na &lt; b", "parse_mode": "HTML"}
    assert method(compose.announcement(Reply("a", attachment=PHOTO))) == "sendPhoto"
    document = announcement(Reply("a", (Choice("Berhenti", "unsubscribe"),), attachment=PDF))
    assert method(compose.announcement(Reply("a", attachment=PDF))) == "sendDocument"
    assert document["document"] == "BQAC1"
    assert json.loads(document["reply_markup"])["inline_keyboard"][0][0]["callback_data"] == "unsubscribe"
    assert announcement(Reply("", attachment=PDF)) == {"document": "BQAC1"}


@given(st.integers(1, 9000), st.sampled_from([None, PHOTO, PDF]))
def test_an_announcement_and_its_preview_are_never_cut(length: int, attachment: Attachment | None) -> None:
    reply = Reply("😀 " * length, attachment=attachment, original=7)
    (preview,) = messages(reply)
    assert preview == announcement(reply)
    assert preview["caption" if attachment else "text"] == "😀 " * length


def test_a_preview_has_its_buttons() -> None:
    (preview,) = messages(Reply("x" * 5000, (Choice("Ajukan", "desk.hand_in"),), original=7))
    assert "reply_markup" in preview


def test_a_file_that_is_made_is_named_with_its_words_under_it_or_after_it() -> None:
    menu = (Choice("Menu", "menu"),)
    (chart,) = messages(Reply("Angka & arti", menu, made="figures.png"))
    assert chart == {"caption": "Angka &amp; arti", "parse_mode": "HTML",
                     "reply_markup": keyboard(menu)}  # fmt: skip
    table, words = messages(Reply("x" * (TELEGRAM_LIMITS.caption + 1), menu, made="report-12.csv"))
    assert table == {}
    assert (words["text"], "reply_markup" in words) == ("x" * (TELEGRAM_LIMITS.caption + 1), True)
    made = Photo(MadeFile("figures.png")), Document(MadeFile("report-12.csv"))
    assert tuple(compose.messages(Reply("", made=one.file.name), CAPABILITIES)[0] for one in made) == made


def test_every_command_that_is_listed_is_understood() -> None:
    for code in texts.LANGUAGES:
        listed = texts.language(code).commands
        assert rules.commands(json.dumps([{"command": k, "description": v} for k, v in listed.items()]), code)
        assert listed.keys() <= COMMANDS.keys()
        assert [commands.command(reading(f"/{name}")) for name in listed] == [
            "check", "guide", "menu", "language", "subscribe", "unsubscribe", "privacy", "erase",
        ]  # fmt: skip


def test_every_description_is_one_that_telegram_takes() -> None:
    for code in texts.LANGUAGES:
        profile = texts.telegram(code).model_dump()
        assert profile.keys() == rules.LONGEST_DESCRIPTION.keys()
        for what, written in profile.items():
            assert rules.description({what: written, "language_code": code}, what) == (written, code)
            assert utf16_units(written) <= rules.LONGEST_DESCRIPTION[what]
    assert len({texts.telegram(code).description for code in texts.LANGUAGES}) == len(texts.LANGUAGES)


def test_a_complaint_of_telegram_is_told_without_what_it_quotes() -> None:
    assert reason("Bad Request: chat not found") == "Bad Request: chat not found"
    assert "3275" not in reason('Bad Request: can\'t parse entities: Unsupported start tag "3275050903889401"')
    assert reason("") == "unknown"
