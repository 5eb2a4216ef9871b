"""`sigap doctor` says how WhatsApp stands, as far as Meta tells it."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from bot.channels.whatsapp.reports import TOLD
from bot.doctor import examination
from bot.doctor.finding import Finding
from bot.settings import Settings
from tests.conftest import Office
from tests.fakes.cloud_api.nodes import SCOPES
from tests.fakes.cloud_api.server import CloudApi
from tests.support.whatsapp_channel import access

_SITE = "https://sigap.example"
_FIELDS = ("messages", *sorted(TOLD))


@pytest.fixture
async def api() -> AsyncIterator[CloudApi]:
    async with CloudApi() as api:
        api.account.callback = f"{_SITE}/whatsapp/webhook"
        api.account.fields = _FIELDS
        yield api


async def _found(office: Office, **settings: object) -> dict[str, Finding]:
    values = {"data_dir": office.home, "nik_key": office.key.secret.hex(), "public_url": _SITE, **settings}
    found = await asyncio.to_thread(examination.examine, Settings.model_validate(values))
    return {one.name: one for one in found if "WhatsApp" in one.name or one.name == "clock"}


async def test_without_settings_whatsapp_is_off_until_the_city_has_decided(office: Office) -> None:
    found = (await _found(office))["WhatsApp"]
    assert found.level == "ok"
    assert "the city has decided" in found.said


async def test_what_is_missing_of_the_settings_is_named(office: Office) -> None:
    found = (await _found(office, whatsapp_token="EAA1", whatsapp_phone_id="1"))["WhatsApp"]
    assert found.level == "error"
    assert "SIGAP_WHATSAPP_APP_SECRET, SIGAP_WHATSAPP_VERIFY_TOKEN" in found.advice


async def test_where_all_is_well_it_says_so(office: Office, api: CloudApi) -> None:
    found = await _found(office, **access(api), whatsapp_budget=100)
    assert {one.level for one in found.values()} == {"ok"}, found
    assert found["WhatsApp's number"].said == "+62 821-1000-2000, connected"
    assert found["WhatsApp's name"].said == "SIGAP Kota Bekasi (APPROVED)"
    assert found["WhatsApp's webhook"].said == f"{_SITE}/whatsapp/webhook"
    assert found["WhatsApp's budget"].said == "100.00 US dollars a month"
    assert api.refused == []


async def test_a_number_without_a_budget_is_a_warning(office: Office, api: CloudApi) -> None:
    assert (await _found(office, **access(api)))["WhatsApp's budget"].level == "warning"


@pytest.mark.parametrize(
    ("field", "value", "name", "level", "said"),
    [
        ("status", "PENDING", "number", "error", "is PENDING"),
        ("platform_type", "ON_PREMISE", "number", "error", "is on ON_PREMISE"),
        ("code_verification_status", "NOT_VERIFIED", "number", "warning", "was not verified"),
        ("account_mode", "SANDBOX", "number", "warning", "test number"),
        ("name_status", "PENDING_REVIEW", "name", "warning", "PENDING_REVIEW"),
        ("name_status", "DECLINED", "name", "error", "DECLINED"),
        ("quality_rating", "YELLOW", "quality", "warning", "YELLOW"),
        ("quality_rating", "RED", "quality", "error", "RED"),
    ],
)
async def test_each_state_of_the_number_is_named(
    office: Office, api: CloudApi, field: str, value: str, name: str, level: str, said: str
) -> None:
    api.account.number[field] = value
    found = (await _found(office, **access(api)))[f"WhatsApp's {name}"]
    assert (found.level, said in found.said) == (level, True), found
    assert found.advice


async def test_a_missing_payment_method_is_named_with_what_meta_advises(office: Office, api: CloudApi) -> None:
    api.account.problems["WABA"] = [{
        "error_code": 141006,
        "error_description": "There is an error with the payment method of account 1022901999.",
        "possible_solution": "Add a payment method.",
    }]  # fmt: skip
    found = (await _found(office, **access(api)))["WhatsApp's WABA"]
    assert (found.level, found.advice) == ("error", "Add a payment method.")
    assert "payment method of account …" in found.said


async def test_a_webhook_that_is_not_ours_is_an_error_and_only_its_host_is_shown(office: Office, api: CloudApi) -> None:
    api.account.override = "https://user:secret@other.example/secret?key=secret"
    found = (await _found(office, **access(api)))["WhatsApp's webhook"]
    assert found.level == "error"
    assert "Meta has https://other.example/…" in found.said
    assert "secret" not in found.said
    found = (await _found(office, **access(api), public_url=""))["WhatsApp's webhook"]
    assert "SIGAP_PUBLIC_URL" in found.advice


async def test_an_app_that_is_told_nothing_is_an_error(office: Office, api: CloudApi) -> None:
    api.account.subscribed = False
    api.account.fields = ("account_update",)
    found = await _found(office, **access(api))
    assert found["WhatsApp's app"].level == "error"
    assert found["WhatsApp's webhook fields"].level == "error"


async def test_reports_that_nobody_would_get_are_a_warning(office: Office, api: CloudApi) -> None:
    api.account.fields = ("messages",)
    found = (await _found(office, **access(api)))["WhatsApp's webhook fields"]
    assert (found.level, "account_alerts" in found.said) == ("warning", True)


async def test_a_wrong_token_secret_or_number_is_told_apart(office: Office, api: CloudApi) -> None:
    used = access(api)
    wrong = await _found(office, **{**used, "whatsapp_token": "EAAwrong"})
    assert "step 5" in wrong["WhatsApp"].advice
    wrong = await _found(office, **{**used, "whatsapp_phone_id": "1"})
    assert "SIGAP_WHATSAPP_PHONE_ID" in wrong["WhatsApp"].advice
    wrong = await _found(office, **{**used, "whatsapp_app_secret": "wrong"})
    assert wrong["WhatsApp's app secret"].level == "error"


async def test_a_token_that_ends_or_may_too_little_is_an_error(office: Office, api: CloudApi) -> None:
    api.account.token_expires = 1_800_000_000
    assert "expires at 2027-01-15" in (await _found(office, **access(api)))["WhatsApp's token"].said
    api.account.scopes = SCOPES[:1]
    found = (await _found(office, **access(api)))["WhatsApp's token"]
    assert found.said == "lacks the permission whatsapp_business_messaging"
    api.account.token_valid = False
    assert (await _found(office, **access(api)))["WhatsApp's token"].said == "is not valid"


async def test_a_service_that_does_not_answer_is_named(office: Office, api: CloudApi) -> None:
    async with api.unplugged():
        found = await _found(office, **access(api))
    assert found["WhatsApp"].level == "error"
    assert "does not answer" in found["WhatsApp"].said
