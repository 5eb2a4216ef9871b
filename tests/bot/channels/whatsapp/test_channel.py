"""The channel as the sending code uses it: pictures, our standing with Meta, and its beginning."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace

import pytest

from bot.app import App, build_whatsapp, running
from bot.channels.whatsapp.channel import WhatsApp
from bot.open_channel import OpenChannel
from bot.sending import errors
from bot.sending.address import Address
from bot.sending.contract import Priority
from bot.sending.errors import SendError
from bot.sending.outgoing import Deletion, Document, Edit, MadeFile, Outgoing, Photo, Text
from bot.settings import Settings
from bot.timing import DEFAULT
from data.content import pictures
from handlers.messages import Choice, LinkButton, Picture
from tests.conftest import Office
from tests.fakes.cloud_api.limits import UNLIMITED
from tests.fakes.cloud_api.people import Person, person
from tests.fakes.cloud_api.server import CloudApi
from tests.support.telegram_servers import until

APP = Photo(Picture("app", "id", pictures.alt("app", "id")), "Begini caranya.", (Choice("Menu", "menu"),))


@dataclass
class Running:
    """A running channel, and somebody who wrote to it."""

    app: App
    channel: WhatsApp
    api: CloudApi
    writer: Person
    urls: list[str]

    async def sends(self, outgoing: Outgoing, tag: str = "") -> str:
        return await self.channel.send(Address(self.writer.address), outgoing, Priority.REPLY, tag)

    async def fails(self, kind: str, fault: str | int, outgoing: Outgoing = APP) -> SendError:
        """The error of a message, when this happens to the next call of the kind."""
        self.api.faults.next.append((kind, fault))
        with pytest.raises(SendError) as raised:
            await self.sends(outgoing)
        return raised.value

    def alarms(self, kind: str) -> float:
        return self.app.metrics.registry.get_sample_value("sigap_alarms_total", {"kind": kind}) or 0


@asynccontextmanager
async def running_channel(
    office: Office, prepare: Callable[[CloudApi], None] = lambda _: None, *, patience: float = 5.0
) -> AsyncIterator[Running]:
    async with CloudApi(rates=UNLIMITED) as api:
        settings = Settings.model_validate(
            {
                "data_dir": office.home,
                "nik_key": office.key.secret.hex(),
                "whatsapp_token": api.token,
                "whatsapp_phone_id": api.phone_id,
                "whatsapp_app_secret": api.app_secret,
                "whatsapp_verify_token": api.verify_token,
                "whatsapp_api_url": api.url,
            }
        )
        prepare(api)
        async with running(settings, timing=replace(DEFAULT, whatsapp_timeout=patience)) as app:
            assert settings.whatsapp
            channel, urls = build_whatsapp(app, settings.whatsapp), list[str]()
            opened = OpenChannel(
                channel, app.dispatch, app.replies, app.events, app.metrics, lambda _, url: urls.append(url)
            )
            task = asyncio.create_task(opened.run())
            writer = person(api)
            writer.says("halo")
            try:
                await until(lambda: opened.sending.started)
                yield Running(app, channel, api, writer, urls)
            finally:
                task.cancel()
                await asyncio.gather(task, return_exceptions=True)
                await opened.close(5)


@pytest.fixture
async def one(office: Office) -> AsyncIterator[Running]:
    async with running_channel(office) as found:
        yield found


async def test_it_begins_with_the_link_to_our_number(one: Running) -> None:
    assert one.urls == ["https://wa.me/6282110002000"]
    await until(lambda: one.channel.ready)


async def test_replies_that_wait_do_not_wait_for_our_number(office: Office) -> None:
    def prepare(api: CloudApi) -> None:
        api.faults.always["node"] = "error_500"

    async with running_channel(office, prepare, patience=0.1) as one:
        assert one.urls == ["https://wa.me/"]
        assert await one.sends(Text("Halo"))
        assert one.channel.ready


async def test_a_wrong_token_shows_before_anybody_is_answered(office: Office) -> None:
    def prepare(api: CloudApi) -> None:
        api.token = "EAAanother"

    async with running_channel(office, prepare, patience=0.1) as one:
        assert not one.channel.ready
        assert one.alarms("whatsapp_suspended") == 1


async def test_what_goes_out_bears_its_tag(one: Running) -> None:
    await one.sends(Text("Halo"), "1.menu.0.x")
    assert one.writer.last.message["biz_opaque_callback_data"] == "1.menu.0.x"


def choices(count: int) -> tuple[Choice, ...]:
    return tuple(Choice(f"Pilihan {n}", f"step.{n}") for n in range(count))


KINDS: dict[str, Outgoing] = {
    "text": Text("Judul\n\nIsi"),
    "buttons": Text("Pilih.", choices(3)),
    "list": Text("Pilih.", choices(10)),
    "long list": Text("x" * 4096, choices(10)),
    "link": Text("Buka.", link=LinkButton("Chat web", "https://example.org/chat")),
    "picture": Photo(APP.file, "Begini."),
    "picture with buttons": Photo(APP.file, "Begini.", choices(3)),
    "words of a file": Document(MadeFile("report-1.csv"), "Laporan", choices(1)),
}


async def test_every_kind_of_message_is_taken_by_meta(one: Running) -> None:
    for outgoing in KINDS.values():
        await one.sends(outgoing, "1.menu.0.x")
    await one.channel._client.mark_read(one.writer.last_message)
    assert len(one.writer.replies) == len(KINDS)
    assert one.api.refused == []


@pytest.mark.parametrize("outgoing", [Edit("wamid.1", Text("Dua")), Deletion("wamid.1")])
async def test_nothing_is_edited_or_deleted(one: Running, outgoing: Outgoing) -> None:
    with pytest.raises(errors.Refused):
        await one.sends(outgoing)
    assert not one.api.calls["messages"]


# ---------------------------------------------------------------- pictures


async def test_a_picture_is_uploaded_once_and_goes_with_its_buttons(one: Running) -> None:
    for _ in range(3):
        await one.sends(APP)
    assert one.api.calls["media"] == 1
    assert len(one.writer.replies) == 3
    assert one.writer.last.media_name == "app.id.png"
    assert [button.title for button in one.writer.last.buttons] == ["Menu"]


async def test_a_picture_that_meta_forgot_is_uploaded_anew(one: Running) -> None:
    await one.sends(APP)
    one.api.media.files.clear()
    await one.sends(APP)
    assert one.api.calls["media"] == 2
    assert one.writer.last.media_name == "app.id.png"


async def test_where_a_picture_is_refused_the_words_go(one: Running) -> None:
    one.api.faults.next.append(("media", 131053))
    await one.sends(APP)
    assert one.writer.last.media_name == ""
    assert "Begini caranya." in one.writer.last.text
    await one.sends(APP)
    assert one.writer.last.media_name == "app.id.png"


async def test_a_picture_that_may_have_arrived_is_not_sent_again_at_once(one: Running) -> None:
    problem = await one.fails("messages", "reset_after")
    assert type(problem) is errors.Unknown
    assert len(one.writer.replies) == 1


@pytest.mark.parametrize("fault", ["error_500", "reset_after"])
async def test_an_upload_that_fails_has_sent_nothing(one: Running, fault: str) -> None:
    assert type(await one.fails("media", fault)) is errors.Unreachable
    assert one.writer.replies == []
    await one.sends(APP)
    assert one.writer.last.media_name == "app.id.png"


# ---------------------------------------------------------------- our standing


async def test_one_alarm_rises_when_we_are_suspended_and_we_are_ready_again_when_a_message_goes(one: Running) -> None:
    found = [await one.fails("messages", 131031, Text("Halo")) for _ in range(3)]
    assert {*map(type, found)} == {errors.Suspended}
    states = [one.channel.ready]
    assert one.alarms("whatsapp_suspended") == 1
    await one.sends(Text("Halo"))
    assert [*states, one.channel.ready] == [False, True]
    await one.fails("messages", 368, Text("Halo"))
    assert one.alarms("whatsapp_suspended") == 2


async def test_other_failures_are_no_suspension(one: Running) -> None:
    for code in (131047, 131026, 130429, 131000, 100):
        await one.fails("messages", code, Text("Halo"))
    assert one.channel.ready
    assert one.alarms("whatsapp_suspended") == one.alarms("whatsapp_unrecognised") == 0


async def test_an_unknown_code_raises_an_alarm_that_names_it(one: Running, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        assert type(await one.fails("messages", 424242, Text("Rahasia"))) is errors.Unrecognised
    assert one.alarms("whatsapp_unrecognised") == 1
    assert "424242" in caplog.text
    assert "Rahasia" not in caplog.text
    assert one.channel.ready
