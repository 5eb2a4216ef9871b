"""On phones that are shared, typed words press no button that shows what was said of an earlier NIK."""

from itertools import count

import pytest

from data.content.texts import text
from handlers.messages import Answer, Incoming
from tests.conftest import BUDI, NOBODY, Office, Opened, Person


class Shared(Person):
    """Somebody on a shared phone."""

    numbers = count()

    async def says(self, text: str) -> Answer:
        await self.app.coverage.refresh()
        incoming = Incoming(f"s{next(self.numbers)}", "web", self.address, text, typed_picks=False)
        self.last = await self.app.dispatch.handle(incoming)
        return self.last


@pytest.mark.parametrize("said", ["2", "yang kedua", "nomor 2", "9530", "semua", "Semua", "2. ••••9530", "nu kadua"])
async def test_a_typed_pick_shows_no_answer(office: Office, bot: Opened, said: str) -> None:
    office.publishes()
    phone = Shared((await bot()).app)
    await phone.says(f"{BUDI} {NOBODY}")
    answer = await phone.says(said)
    assert (answer.outcome, phone.reply.text) == ("check.several", text("check.press", "id"))


async def test_a_watch_shows_nothing_and_may_be_typed(office: Office, bot: Opened) -> None:
    office.publishes()
    phone = Shared((await bot()).app)
    await phone.says(NOBODY)
    assert (await phone.says("yang kedua")).outcome == "watch.kept"
