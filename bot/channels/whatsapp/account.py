"""Asks Meta how our number, its account and our app stand: for `sigap doctor`."""

from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field

from bot.channels.http_client import HttpClient, proxy_for
from bot.channels.whatsapp.client import VERSION, answer_of
from bot.setting_values.whatsapp import WhatsAppAccess
from bot.timing import DEFAULT, Timing

_OBJECT = "whatsapp_business_account"


class _Said(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)


class Problem(_Said):
    """Why Meta lets a part of the account send nothing."""

    error_code: int = 0
    error_description: str = ""
    possible_solution: str = ""


class Entity(_Said):
    """A part of the account: PHONE_NUMBER, WABA (the WhatsApp account), BUSINESS, or APP."""

    entity_type: str
    id: str = ""
    can_send_message: str = ""
    errors: tuple[Problem, ...] = ()
    additional_info: tuple[str, ...] = ()


class Health(_Said):
    """Whether the number can send: AVAILABLE, LIMITED or BLOCKED; and the same of each part."""

    can_send_message: str = ""
    entities: tuple[Entity, ...] = ()

    def id_of(self, kind: str) -> str:
        """The id of a part; empty when Meta does not say it."""
        return next((one.id for one in self.entities if one.entity_type == kind), "")


class Number(_Said):
    """Our phone number, as Meta has it. What Meta leaves out is empty."""

    display_phone_number: str
    verified_name: str = ""
    name_status: str = ""
    quality_rating: str = ""
    code_verification_status: str = ""
    status: str = ""
    platform_type: str = ""
    account_mode: str = ""
    messaging_limit_tier: str = ""
    webhook_configuration: dict[str, str] = Field(default_factory=dict)
    """Addresses: of the number, of the account, of the app. The first that is there counts."""
    health_status: Health = Health()

    @property
    def webhook(self) -> str:
        """The address to which Meta sends what people write to this number; empty when there is none."""
        known = self.webhook_configuration
        return known.get("phone_number") or known.get(_OBJECT) or known.get("application") or ""


_FIELDS = ",".join(Number.model_fields)


class Token(_Said):
    """What Meta knows of a token."""

    is_valid: bool = False
    expires_at: int = 0
    """Seconds since 1970; 0: never."""
    scopes: tuple[str, ...] = ()


class _TokenAnswer(_Said):
    data: Token


class _App(_Said):
    id: str = ""


class _SubscribedApp(_Said):
    whatsapp_business_api_data: _App = _App()


class _SubscribedApps(_Said):
    data: tuple[_SubscribedApp, ...] = ()


class _Field(_Said):
    name: str


class _Subscription(_Said):
    object: str
    fields: tuple[_Field, ...] = ()


class _Subscriptions(_Said):
    data: tuple[_Subscription, ...] = ()


class Account:
    """Questions to the Graph API, one after the other. The methods raise SendError."""

    def __init__(self, access: WhatsAppAccess, api_url: str, timing: Timing = DEFAULT) -> None:
        """Raises ValueError for a malformed URL or token."""
        self._access, self._url, self._timing = access, api_url, timing
        self._http = self._client(access.token)

    def _client(self, token: str) -> HttpClient:
        return HttpClient(
            f"{self._url}/{VERSION}",
            connections=1,
            patience=self._timing.whatsapp_timeout,
            user_agent="sigap",
            proxy=proxy_for(self._url),
            headers={"authorization": f"Bearer {token}"},
        )

    def open(self) -> None:
        """From now on there may be questions."""
        self._http.open()

    async def close(self) -> None:
        """Closes the connection."""
        await self._http.close()

    async def number(self) -> Number:
        """All about our number."""
        return await answer_of(self._http.get(f"/{self._access.phone_id}?fields={_FIELDS}"), Number)

    async def subscribed_apps(self, account_id: str) -> set[str]:
        """The ids of the apps that are told what happens in this WhatsApp account."""
        said = await answer_of(self._http.get(f"/{account_id}/subscribed_apps"), _SubscribedApps)
        return {one.whatsapp_business_api_data.id for one in said.data}

    async def token_and_fields(self, app_id: str) -> tuple[Token, set[str]]:
        """What Meta knows of our token, and the webhook fields that the app is subscribed to.

        Both are asked in the name of the app, with its secret: the wrong secret is refused as a wrong token is.
        """
        of_app = self._client(f"{app_id}|{self._access.app_secret}")
        of_app.open()
        try:
            asked = urlencode({"input_token": self._access.token})
            token = (await answer_of(of_app.get(f"/debug_token?{asked}"), _TokenAnswer)).data
            said = await answer_of(of_app.get(f"/{app_id}/subscriptions"), _Subscriptions)
        finally:
            await of_app.close()
        return token, {each.name for one in said.data if one.object == _OBJECT for each in one.fields}
