"""Calls of the Cloud API, over HTTP to the strict fake."""

import asyncio
import logging

import pytest

from bot.channels.whatsapp import addresses
from bot.channels.whatsapp.client import Client
from bot.sending import errors
from bot.sending.errors import SendError
from tests.fakes.cloud_api.people import Person, person
from tests.fakes.cloud_api.server import TOKEN, CloudApi
from tests.support.cloud_clients import client_of
from tests.support.telegram_servers import free_port

SECRET = "nik saya 3275010101909001"


def writer(api: CloudApi, *, hides_id: bool = False) -> Person:
    """Somebody who wrote to us just now."""
    found = person(api, hides_id=hides_id)
    found.says("halo")
    return found


async def says(client: Client, to: Person, words: str = "Halo", **more: object) -> str:
    """Sends words; returns the id of the message."""
    text = {"type": "text", "text": {"body": words, "preview_url": False}}
    return await client.send({**addresses.recipient(to.address), **text, **more})


async def test_a_message_goes_to_the_id_of_a_person_and_to_the_phone_where_there_is_none(
    api: CloudApi, client: Client
) -> None:
    for hidden in (False, True):
        one = writer(api, hides_id=hidden)
        assert await says(client, one, biz_opaque_callback_data="1.check.7") == one.last.id
        assert one.last.text == "Halo"
        assert ("to" in one.last.message, "recipient" in one.last.message) == (hidden, not hidden)
    assert not api.refused


async def test_a_message_is_marked_as_read_while_we_write(api: CloudApi, client: Client) -> None:
    one = writer(api)
    await client.mark_read(one.last_message)
    assert api.read == api.typing == [one.last_message]
    with pytest.raises(errors.Refused):
        await client.mark_read("wamid.of-another-number")


async def test_our_number_is_read(api: CloudApi, client: Client) -> None:
    assert await client.display_number() == "+62 821-1000-2000"


async def test_another_token_suspends_us_and_stands_in_no_error(api: CloudApi) -> None:
    client = client_of(api, "EAA-another-secret")
    with pytest.raises(errors.Suspended) as raised:
        await says(client, writer(api))
    assert "secret" not in f"{raised.value!r} {raised.value.__cause__!r} {raised.value.__context__!r}"
    await client.close()


async def test_a_token_that_cannot_stand_in_a_header_is_not_shown(api: CloudApi) -> None:
    for token in ("secret\r\nhost: evil", "sécret"):
        with pytest.raises(ValueError, match="header") as raised:
            client_of(api, token)
        assert "cret" not in str(raised.value)


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("error_500", errors.Unknown),
        ("error_502", errors.Unknown),
        ("reset_before", errors.Unknown),
        ("reset_after", errors.Unknown),
        ("garbage", errors.Unknown),
        ("throttle", errors.Throttled),
        (131056, errors.Busy),
        (131047, errors.WindowClosed),
        (368, errors.Suspended),
        (424242, errors.Unrecognised),
    ],
)
async def test_each_failure_is_named_and_quotes_nothing(
    api: CloudApi, client: Client, fault: str | int, kind: type[SendError], caplog: pytest.LogCaptureFixture
) -> None:
    one = writer(api)
    api.faults.next.append(("messages", fault))
    with caplog.at_level(logging.DEBUG), pytest.raises(SendError) as raised:
        await says(client, one, SECRET)
    assert type(raised.value) is kind
    assert SECRET not in f"{raised.value!r}{raised.value.__cause__!r}{caplog.text}"
    assert TOKEN not in f"{raised.value!r}{raised.value.__cause__!r}{caplog.text}"


@pytest.mark.parametrize(
    ("status", "said"),
    [
        (200, "{}"),
        (200, '{"messages": []}'),
        (200, '{"messages": [{"id": ""}]}'),
        (200, '{"messages": [{"id": 5}]}'),
        (200, '{"messages": {"id": "a"}}'),
        (200, "[" * 100_000),
        (200, ""),
        (302, ""),
        (400, '{"error": "no"}'),
        (400, '{"error": {"code": "190"}}'),
        (403, "<html>proxy</html>"),
    ],
)
async def test_an_odd_answer_says_nothing_of_the_message(api: CloudApi, client: Client, status: int, said: str) -> None:
    one = writer(api)
    api.says_oddly["messages"] = [(status, said)]
    with pytest.raises(errors.Unknown):
        await says(client, one)


async def test_an_answer_that_does_not_come_is_awaited_for_a_while(api: CloudApi) -> None:
    client = client_of(api, patience=0.1)
    api.faults.next.append(("messages", "hang"))
    with pytest.raises(errors.Unknown):
        await says(client, writer(api))
    await client.close()


async def test_nothing_was_sent_where_nobody_listens(api: CloudApi) -> None:
    client = client_of(api, url=f"http://127.0.0.1:{free_port()}")
    with pytest.raises(errors.Unreachable):
        await says(client, writer(api))
    with pytest.raises(errors.Unreachable):
        await client.display_number()
    with pytest.raises(errors.Unreachable):
        await client.upload("a.png", b"x", "image/png")
    await client.close()


async def test_many_messages_go_side_by_side(api: CloudApi, client: Client) -> None:
    people = [writer(api) for _ in range(50)]
    ids = await asyncio.gather(*(says(client, one) for one in people))
    assert len({*ids}) == 50
    assert [one.last.id for one in people] == ids
