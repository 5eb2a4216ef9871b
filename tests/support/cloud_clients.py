"""Our client of the Cloud API, open and connected to the strict fake."""

from dataclasses import replace

from bot.channels.whatsapp.client import Client
from bot.setting_values.whatsapp import WhatsAppAccess
from bot.timing import DEFAULT
from tests.fakes.cloud_api.server import APP_SECRET, TOKEN, VERIFY_TOKEN, CloudApi


def client_of(api: CloudApi, token: str = TOKEN, *, patience: float = 5.0, url: str = "") -> Client:
    """An open client that waits so many seconds for an answer."""
    access = WhatsAppAccess(token, api.phone_id, APP_SECRET, VERIFY_TOKEN)
    client = Client(access, url or api.url, replace(DEFAULT, whatsapp_timeout=patience))
    client.open()
    return client
