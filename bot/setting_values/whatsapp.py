"""The settings of WhatsApp: a part of `bot.settings.Settings`. Without the first four there is no WhatsApp."""

from dataclasses import dataclass, fields

from pydantic import BaseModel, Field, SecretStr

from bot.setting_values import secrets
from bot.setting_values.secrets import SettingsProblem
from bot.setting_values.types import ApiUrl, AtLeastOne, HomePath, Rate


@dataclass(frozen=True, slots=True, repr=False)
class WhatsAppAccess:
    """What Meta gave us to use WhatsApp."""

    token: str
    phone_id: str
    app_secret: str
    verify_token: str


class WhatsAppSettings(BaseModel):
    """The settings whose names begin with SIGAP_WHATSAPP_."""

    whatsapp_token: SecretStr | None = None
    """The token of a system user of Meta, with the permission `whatsapp_business_messaging`; without it there is no
    WhatsApp."""
    whatsapp_token_file: HomePath | None = None
    """The file that holds that token."""
    whatsapp_phone_id: str = Field(default="", pattern=r"^[0-9]{0,32}$")
    """The id of the phone number (Phone number ID, not the number itself), digits only."""
    whatsapp_app_secret: SecretStr | None = None
    """The secret of Meta's app, by which webhooks are signed."""
    whatsapp_app_secret_file: HomePath | None = None
    """The file that holds that secret."""
    whatsapp_verify_token: SecretStr | None = None
    """The word that Meta's dashboard and we both know, when the webhook is set up."""
    whatsapp_verify_token_file: HomePath | None = None
    """The file that holds that word."""
    whatsapp_api_url: ApiUrl = "https://graph.facebook.com"
    """The address of Meta's Graph API."""
    whatsapp_rate: Rate = 40
    """Messages a second on WhatsApp, overall. Meta allows 80, and counts those that people write; 1,000 once it raised
    the number."""
    whatsapp_chat_rate: Rate = 0.166
    """Messages a second to one chat on WhatsApp: Meta allows one in 6 seconds."""
    whatsapp_chat_burst: AtLeastOne = 45
    """Messages to one chat on WhatsApp that may go out at once, before that rate applies."""
    whatsapp_budget: float = Field(default=0, ge=0, allow_inf_nan=False)
    """US dollars a month for WhatsApp's messages; when they are spent, only emergencies, claims and STOP are answered,
    and others get a link to the web chat once a day. 0: no limit."""

    @property
    def whatsapp(self) -> WhatsAppAccess | None:
        """The access to WhatsApp; None when it is not used. Raises SettingsProblem where a part of it is missing."""
        found = WhatsAppAccess(
            secrets.read("whatsapp_token", self.whatsapp_token, self.whatsapp_token_file),
            self.whatsapp_phone_id,
            secrets.read("whatsapp_app_secret", self.whatsapp_app_secret, self.whatsapp_app_secret_file),
            secrets.read("whatsapp_verify_token", self.whatsapp_verify_token, self.whatsapp_verify_token_file),
        )
        missing = [one.name for one in fields(found) if not getattr(found, one.name)]
        if len(missing) == len(fields(found)):
            return None
        if missing:
            names = ", ".join(f"SIGAP_WHATSAPP_{name.upper()}" for name in missing)
            raise SettingsProblem(
                f"WhatsApp needs four settings; missing: {names}. docs/operators/whatsapp.md has them."
            )
        if not (found.token.isascii() and found.token.isprintable() and " " not in found.token):
            raise SettingsProblem("SIGAP_WHATSAPP_TOKEN: use letters, digits and signs without spaces only.")
        return found
