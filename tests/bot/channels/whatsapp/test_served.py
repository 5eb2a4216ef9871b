"""The real `sigap serve` on WhatsApp, against our strict fake."""

import httpx

from tests.conftest import BUDI
from tests.fakes.cloud_api.limits import UNLIMITED
from tests.fakes.cloud_api.people import person
from tests.fakes.cloud_api.server import VERIFY_TOKEN, CloudApi
from tests.support.processes import House
from tests.support.telegram_servers import until
from tests.support.whatsapp_servers import all_answered, serving, wired


async def test_a_batch_is_answered_once_whatever_is_repeated_and_however_often_it_is_killed(house: House) -> None:
    async with CloudApi(rates=UNLIMITED) as api:
        wired(house, api)
        people = [person(api) for _ in range(10)]
        api.webhooks.batch = 25
        api.faults.rates = {"duplicate": 0.2, "disorder": 0.2}
        async with api.webhooks.held():
            for one in people:
                one.says(BUDI)
                one.says("menu")
        for _ in range(2):
            seen = len(api.webhooks.taken_changes)
            async with serving(house):
                await until(lambda seen=seen: len(api.webhooks.taken_changes) > seen)  # type: ignore[misc]
        async with serving(house) as running:
            await all_answered(api, house.live)
            api.faults.rates = {}
            assert api.webhooks.repeat() >= 20
            await all_answered(api, house.live)
            assert await api.webhooks.verify(api.webhooks.url, VERIFY_TOKEN)
            async with httpx.AsyncClient() as client:
                assert (await client.get(f"{running.url}/readyz")).json()["whatsapp"] is True
        answered = [one for one in people if len({sent.tag for sent in one.replies}) == 2]
        assert len(answered) == len(people)
        assert api.refused == []
