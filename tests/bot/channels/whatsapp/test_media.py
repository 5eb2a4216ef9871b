"""Our pictures: uploaded once, and sent by their id."""

import asyncio

import pytest

from bot.channels.whatsapp.client import Client
from bot.channels.whatsapp.media import MediaIds
from bot.sending import errors
from handlers.messages import Picture
from tests.fakes.cloud_api.server import CloudApi

APP = Picture("app", "id", "Aplikasi")
DAY = 86_400.0


async def test_fifty_who_want_one_picture_at_once_cause_one_upload(api: CloudApi, client: Client) -> None:
    media = MediaIds(client)
    found = await asyncio.gather(*(media.id_of(APP) for _ in range(50)))
    assert len({*found}) == api.calls["media"] == 1
    await media.id_of(Picture("app", "en", "App"))
    assert api.calls["media"] == 2


async def test_one_who_gives_up_does_not_end_the_upload_for_the_others(api: CloudApi, client: Client) -> None:
    media, api.latency = MediaIds(client), 0.05
    first, second = (asyncio.create_task(media.id_of(APP)) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    assert await second in api.media.files


async def test_an_upload_that_failed_is_tried_again_by_the_next(api: CloudApi, client: Client) -> None:
    media = MediaIds(client)
    api.faults.next.append(("media", "error_500"))
    with pytest.raises(errors.Unreachable):
        await media.id_of(APP)
    assert await media.id_of(APP) in api.media.files


async def test_a_picture_is_uploaded_anew_before_meta_deletes_it_and_where_its_id_is_refused(
    api: CloudApi, client: Client
) -> None:
    now = 0.0
    media = MediaIds(client, lambda: now)
    first = await media.id_of(APP)
    now = 28 * DAY
    assert await media.id_of(APP) == first
    now = 30 * DAY
    second = await media.id_of(APP)
    media.forget(APP, first)  # by somebody who was slow
    assert await media.id_of(APP) == second != first
    media.forget(APP, second)
    assert await media.id_of(APP) not in {first, second}


async def test_there_is_no_picture_of_an_unknown_name(client: Client) -> None:
    with pytest.raises(errors.Refused):
        await MediaIds(client).id_of(Picture("none", "id", ""))
