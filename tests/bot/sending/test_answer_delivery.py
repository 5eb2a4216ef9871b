"""An answer to a message that is taken out of the chat, as it is while that message is still there and afterwards."""

import pytest

from bot.sending.address import Address
from bot.sending.answer_delivery import AnswerDelivery
from bot.sending.capabilities import Capabilities
from bot.sending.contract import Priority
from bot.sending.errors import Refused, Unreachable
from bot.sending.outgoing import Deletion, Outgoing, Text
from bot.sending.paced_channel import PacedChannel
from bot.sending.stored_replies import QueuedReply
from data.content.texts import phrase, text
from handlers.messages import Answer, Choice, Reply
from handlers.outcomes import Outcome
from tests.support.recording_channel import RecordingChannel

REMARK = phrase("hidden", "id")
BUTTON = Choice("Menu", "menu")
LIMITED = Capabilities(text_limit=4096, can_push=True, can_delete=True)


@pytest.fixture
def channel() -> RecordingChannel:
    return RecordingChannel(capabilities=LIMITED)


def delivery(channel: RecordingChannel, *replies: Reply, reference: str = "5") -> AnswerDelivery:
    answer = Answer(Outcome.CHECK_FOUND, replies=replies, private=True)
    return AnswerDelivery(PacedChannel(channel), QueuedReply(b"key", "7", answer, reference))


async def sends(one: AnswerDelivery) -> None:
    for n in range(len(one)):
        await one.send(n)


def seen(channel: RecordingChannel) -> list[Outgoing]:
    assert {priority for _, _, priority in channel.sent} <= {Priority.REPLY}
    return [outgoing for _, outgoing, _ in channel.sent]


async def test_the_last_answer_says_it_once_it_has_happened_and_the_one_before_it_nothing(
    channel: RecordingChannel,
) -> None:
    await sends(delivery(channel, Reply("Satu"), Reply("Dua", (BUTTON,))))
    assert seen(channel) == [Deletion("5"), Text("Satu"), Text(f"Dua\n\n{REMARK}", (BUTTON,))]


async def test_where_it_is_refused_the_answer_says_nothing_and_then_how_to_do_it_by_hand(
    channel: RecordingChannel,
) -> None:
    channel.fails = [Refused("message can't be deleted")]
    await sends(delivery(channel, Reply("Dua", (BUTTON,))))
    assert seen(channel) == [Text("Dua", (BUTTON,)), Text(text("not_hidden", "id"))]


async def test_what_could_not_be_tried_in_time_is_tried_once_more_after_the_answer(channel: RecordingChannel) -> None:
    channel.fails = [Unreachable(retry_after=3600)]
    await sends(delivery(channel, Reply("Dua")))
    assert seen(channel) == [Text("Dua"), Deletion("5")]


async def test_a_remark_for_which_there_is_no_room_takes_a_message_that_is_left_out_while_nothing_is_deleted(
    channel: RecordingChannel,
) -> None:
    long = Reply("a" * 4090, (BUTTON,))
    await sends(delivery(channel, long))
    deletion, words, remark = seen(channel)
    assert (deletion, words) == (Deletion("5"), Text("a" * 4090))
    assert isinstance(remark, Text)
    assert (remark.text.endswith(REMARK), remark.choices) == (True, (BUTTON,))
    channel.sent.clear()
    channel.fails = [Refused("no")]
    one = delivery(channel, long)
    assert len(one) == 3  # the stored progress counts the same parts
    await sends(one)
    assert seen(channel)[0] == Text("a" * 4090, (BUTTON,))
    assert len(seen(channel)) == 2


async def test_what_has_no_words_is_taken_out_in_silence(channel: RecordingChannel) -> None:
    await sends(delivery(channel))
    assert seen(channel) == [Deletion("5")]


@pytest.mark.parametrize(
    ("can_delete", "reference"), [(False, "5"), (True, "@77"), (True, "")], ids=["no channel", "a group", "nothing"]
)
async def test_where_nothing_can_be_deleted_the_answer_does_not_mention_it(can_delete: bool, reference: str) -> None:
    channel = RecordingChannel(capabilities=Capabilities(can_push=True, can_delete=can_delete))
    await sends(delivery(channel, Reply("Dua"), reference=reference))
    assert [(address, outgoing) for address, outgoing, _ in channel.sent] == [
        (Address("7", "77" if reference == "@77" else ""), Text("Dua"))
    ]
