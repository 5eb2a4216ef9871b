"""The parts of an answer become one message, unless one of them must stand alone."""

from data.announcements.announcements import Attachment
from handlers import one_message
from handlers.messages import Answer, Choice, Heading, Picture, Reply, Turn
from handlers.outcomes import Outcome
from tests.conftest import Office, Opened

MENU = Choice("Menu", "menu")


def joined(*replies: Reply, listener: str = "numbers") -> tuple[Reply, ...]:
    turn = Turn(Answer(Outcome.MENU, replies=replies), None, listener)
    return one_message.join(turn).answer.replies


def rows(*values: str) -> tuple[Choice, ...]:
    return tuple(Choice(value.title(), value) for value in values)


def test_words_become_paragraphs_and_buttons_one_row_with_the_menu_last() -> None:
    (reply,) = joined(Reply("Satu.", (*rows("a", "b"), MENU)), Reply("Dua.", (*rows("b", "c"), MENU)), Reply("Tiga."))
    assert reply.text == "Satu.\n\nDua.\n\nTiga."
    assert [one.value for one in reply.choices] == ["a", "b", "c", "menu"]


def test_of_many_buttons_the_first_of_each_part_stay() -> None:
    (reply,) = joined(Reply("Satu.", (*rows("a", "b", "c", "d", "e"), MENU)), Reply("Dua.", rows("yes", "no")))
    assert [one.value for one in reply.choices] == ["a", "b", "c", "yes", "no", "menu"]


def test_what_is_too_long_for_a_message_with_buttons_is_not_joined() -> None:
    assert len(joined(Reply("x" * 1000), Reply("y" * 22))) == 1
    assert len(joined(Reply("x" * 1000), Reply("y" * 23))) == 2


def test_a_picture_a_file_and_an_announcement_stand_alone() -> None:
    for alone in (
        Reply("Gambar.", picture=Picture("app", "id", "Gambar.")),
        Reply("Berkas.", attachment=Attachment("photo", "AgAC", "AQAD")),
        Reply("Pengumuman.", apart=True),
    ):
        assert joined(Reply("Satu."), alone) == (Reply("Satu."), alone)


def test_staff_see_previews_as_people_will_get_them() -> None:
    assert len(joined(Reply("Pratinjau."), Reply("Kirim?"), listener="staff_desk")) == 2


def test_a_nik_to_pick_is_never_cut() -> None:
    picks = rows(*(f"check.pick.token.{n}" for n in range(10)))
    (reply,) = joined(Reply("Yang mana?", picks), Reply("Sisanya."))
    assert reply.choices == picks
    (reply,) = joined(Reply("Yang mana?", picks), Reply("Klaim.", rows("info.claim")))
    assert reply.choices == (*picks, *rows("info.claim"))


async def test_a_second_answer_that_is_too_long_is_a_button(bot: Opened, office: Office) -> None:
    office.publishes()
    chat = await bot()
    many = " ".join(f"32750101038893{n}" for n in range(10, 60))
    answer = await chat.says(f"{many} berkas klaim kecelakaan kerja apa saja?")
    assert answer.outcome == "check.several"
    (reply,) = answer.replies
    assert len(reply.text) <= one_message.LONGEST
    assert any(one.value.startswith("info.claim") for one in reply.choices)


def test_a_heading_stands_above_what_follows_it_and_never_above_what_comes_before() -> None:
    heading = Heading("Tidak tercatat · per 5 November 2025", "not_listed")
    (reply,) = joined(Reply("Hasil.", heading=heading), Reply("Kabar."))
    assert reply == Reply("Hasil.\n\nKabar.", heading=heading)
    (help_first,) = joined(Reply("Telepon 112."), reply)
    assert help_first == Reply(f"Telepon 112.\n\n{reply.words}")
    assert len(joined(reply, Reply("Satu lagi.", heading=heading))) == 2
    assert len(joined(Reply("x" * 1000), Reply("y" * 20, heading=heading))) == 2  # its heading counts
