"""A reply becomes as many messages as the channel needs, and no button is lost."""

import pytest

from bot.sending import compose
from bot.sending.capabilities import Capabilities
from bot.sending.outgoing import Text
from handlers.messages import Choice, Reply

CHOICES = tuple(Choice(f"Tombol nomor {n}", f"step.{n}") for n in range(7))


@pytest.mark.parametrize(("most", "groups"), [(None, [7]), (7, [7]), (6, [6, 1]), (3, [3, 3, 1]), (1, [1] * 7)])
def test_buttons_that_do_not_fit_follow_below_messages_of_their_own(most: int | None, groups: list[int]) -> None:
    found = compose.messages(Reply("Pilih satu.", CHOICES), Capabilities(max_buttons=most))
    assert [len(one.choices) for one in found] == groups
    assert found[0] == Text("Pilih satu.", CHOICES[: groups[0]])
    assert tuple(choice for one in found for choice in one.choices) == CHOICES


def test_labels_are_cut_to_what_the_channel_shows_and_values_stay() -> None:
    (only,) = compose.messages(Reply("Pilih satu.", CHOICES[:1]), Capabilities(label_limit=8))
    assert only == Text("Pilih satu.", (Choice("Tombol…", "step.0"),))


def test_a_remark_makes_no_more_messages_of_buttons() -> None:
    """The parts of an answer are counted, so that none is sent twice after a crash."""
    can = Capabilities(max_buttons=2)
    reply = Reply("Pilih satu.", CHOICES)
    assert len(compose.messages(reply, can)) == len(compose.messages(reply, can, "Pesan Anda kami hapus.")) == 4
