"""What tests of WhatsApp's calls need: our strict fake Cloud API, and the client that calls it."""

from collections.abc import AsyncIterator

import pytest

from bot.channels.whatsapp.client import Client
from tests.fakes.cloud_api.limits import UNLIMITED
from tests.fakes.cloud_api.server import CloudApi
from tests.support.cloud_clients import client_of


@pytest.fixture
async def api() -> AsyncIterator[CloudApi]:
    async with CloudApi(rates=UNLIMITED) as api:
        yield api


@pytest.fixture
async def client(api: CloudApi) -> AsyncIterator[Client]:
    client = client_of(api)
    yield client
    await client.close()
