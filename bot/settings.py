"""The settings: read once from the environment or a `.env` file, and never changed."""

import hashlib
import re
from pathlib import Path
from typing import Literal

import platformdirs
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from bot.setting_values import dotenv, secrets
from bot.setting_values.secrets import SettingsProblem
from bot.setting_values.types import (
    ApiUrl,
    AtLeastNone,
    AtLeastOne,
    HomePath,
    Networks,
    Origins,
    Port,
    PublicUrl,
    Rate,
    StaffList,
    Token,
    WebPath,
    check_token,
)
from bot.setting_values.whatsapp import WhatsAppSettings
from data import hashing
from data.coverage import snapshots
from data.database import outside_log, stored_values
from data.files import file_names
from data.hashing import Key, KeyProblem, NoKey

_PREFIX = "SIGAP_"


class Settings(WhatsAppSettings, BaseSettings):
    """The settings. The name of each is SIGAP_ and the field name in capital letters."""

    model_config = SettingsConfigDict(env_prefix=_PREFIX, env_ignore_empty=True, extra="ignore", frozen=True)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - we read the file ourselves
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The given values, then the environment, then `.env`. Raises dotenv.Malformed or OSError."""
        written = {name.upper(): value for name, value in dotenv.read().items() if value}
        names = {name: f"{_PREFIX}{name.upper()}" for name in cls.model_fields}
        ours = {name: written[full] for name, full in names.items() if full in written}
        return init_settings, env_settings, InitSettingsSource(settings_cls, ours)

    @field_validator(
        "web_host",
        "web_path",
        "embed_origins",
        "trusted_proxies",
        "staff",
        "sender",
        "controller",
        "dpo",
        mode="before",
    )
    @classmethod
    def _no_secret(cls, written: object) -> object:
        """Rejects secrets in settings that are shown: in logs, on posters, to residents."""
        if file_names.holds_a_secret(str(written)):
            raise ValueError("no key or token belongs here: it is shown")
        return written

    data_dir: HomePath = Field(default_factory=lambda: platformdirs.user_data_path("sigap"))
    """Snapshots (`coverage/`) and the live database (`live.db`); by default `~/.local/share/sigap` on Linux."""
    nik_key: SecretStr | None = None
    """The NIK key, 64 hex digits."""
    nik_key_file: HomePath | None = None
    """The file that holds the NIK key, as `sigap key` makes it; never inside the data directory."""
    stale_days: AtLeastOne = 90
    """Days after which each answer says that the list is old."""
    checks_per_day: AtLeastOne = 5
    """Different NIKs that a chat may ask in 24 hours; repeats are free."""
    checks_per_ip: AtLeastNone = 8_000
    """Different NIKs in an hour from one web address (of IPv6 a /64; twice as many from a /56, four times as many from
    a /48); while somebody guesses there, 1/250 of that. 0: no limit."""
    checks_per_ip_day: AtLeastNone = 12_000
    """Different NIKs in a day from one web address; while somebody guesses there, 1/100 of that. 0: no limit."""
    checks_per_hour: AtLeastNone = 120
    """Different NIKs in an hour from web addresses that asked more than 3 (and too few to be known as honest), while
    somebody guesses from many addresses. 0: no limit."""
    telegram_checks_per_hour: AtLeastNone = 120
    """Different NIKs in an hour on Telegram beyond the first of each chat, while somebody guesses with many accounts.
    0: no limit."""
    messages_per_ip: AtLeastNone = 1_200
    """Messages from one web address that are answered in a minute. 0: no limit."""
    chats_per_ip: AtLeastNone = 3_000
    """Chats from one web address that may write within an hour. 0: no limit."""
    messages_per_minute: AtLeastOne = 20
    """Messages of one chat that are answered in a minute (no limit in the terminal and `sigap ask`)."""
    connections: AtLeastNone = 4000
    """Open connections to the web's port; never more than the limit of open files allows. 0: no other limit."""
    connections_per_ip: AtLeastNone = 128
    """Open connections from one address (of IPv6 a /64; twice as many from a /56, four times as many from a /48).
    Trusted proxies have no such limit. 0: no limit."""
    web_host: str = "127.0.0.1"
    """The address on which the web chat listens."""
    web_port: Port = 8080
    """The port on which the web chat listens; 0 is any free one."""
    web_path: WebPath = "/"
    """The path of the web chat on its site, such as `/sigap`. `/healthz`, `/readyz` and Telegram's webhook stay at the
    top."""
    embed_origins: Origins = ""
    """The sites that may show the chat in a frame, by their https origins with spaces between, such as
    `https://portal.example`; by default none."""
    metrics_port: Port = 9464
    """The port on which `/metrics` listens, on loopback."""
    trusted_proxies: Networks = ""
    """Addresses or networks of your own reverse proxies, with commas between; `sigap doctor` names networks that are
    too wide."""
    telegram_token: Token = None
    """The token as @BotFather gives it; without it there is no Telegram."""
    telegram_token_file: HomePath | None = None
    """The file that holds the token."""
    telegram_api_url: ApiUrl = "https://api.telegram.org"
    """The URL of Telegram's Bot API, or of your own Bot API server."""
    public_url: PublicUrl = ""
    """The https address of the site of the web chat, without `SIGAP_WEB_PATH`. When set, Telegram sends webhooks there;
    otherwise Telegram is polled."""
    telegram_secret: SecretStr | None = None
    """The secret token that each webhook must carry; by default derived from the bot's token."""
    telegram_secret_file: HomePath | None = None
    """The file that holds that secret token."""
    telegram_rate: Rate = 30
    """Messages a second on Telegram, overall."""
    telegram_chat_rate: Rate = 1
    """Messages a second to one chat."""
    telegram_chat_burst: AtLeastOne = 3
    """Messages to one chat that may go out at once, before that rate applies."""
    telegram_bulk_rate: Rate = 25
    """Announcements and notices a second; the rest of the overall rate stays free for replies."""
    telegram_paid: bool = False
    """Telegram may charge Stars for broadcasts faster than 30 a second (`allow_paid_broadcast`)."""
    staff: StaffList = ""
    """The staff, by their ids on Telegram, as `ID:role+role:name` with semicolons between. The roles are writer,
    approver and viewer: `111:writer:Ani; 222:approver:Budi; 333:viewer; 444:writer+approver:Dedi`."""
    single_approver: bool = False
    """A writer who is also an approver may approve an announcement of their own; the audit says so each time."""
    cadre_checks_per_day: AtLeastOne = 50
    """Different NIKs that a cadre's chat may ask in 24 hours."""
    audit_head: HomePath | None = None
    """The checkpoint file of the audit; by default `audit.head` in the data directory. `outside.log` is beside it:
    move both."""
    audit_months: AtLeastOne = 24
    """Months that an action stays in the audit."""
    sender: str = "Pemerintah Kota Bekasi (program SIGAP)"
    """The sender of announcements, as named in their last lines."""
    controller: str = ""
    """The controller of the data, as named by `/privasi` and at the top of the web chat. `sigap serve` needs it for a
    real list."""
    dpo: str = ""
    """The contact of the data protection officer, as shown by `/privasi`. `sigap serve` needs it for a real list."""
    log: Literal["json", "text"] = "text"
    """The format of the log on standard error."""

    @property
    def chat_url(self) -> str:
        """The https address of the web chat; empty when there is none."""
        return f"{self.public_url}{self.web_path}".rstrip("/") if self.public_url else ""

    @property
    def bulk_rate(self) -> float:
        """Announcements and notices a second; never more than overall."""
        return min(self.telegram_bulk_rate, self.telegram_rate)

    @property
    def snapshots(self) -> Path:
        """Where coverage snapshots lie."""
        return self.data_dir / "coverage"

    @property
    def database(self) -> Path:
        """The live database."""
        return self.data_dir / "live.db"

    @property
    def audit_checkpoint(self) -> Path:
        """The checkpoint file of the audit, beside the database."""
        return self.audit_head or self.data_dir / "audit.head"

    @property
    def outside(self) -> Path:
        """The file with facts that must outlive a restored backup, beside the checkpoint file of the audit."""
        return self.audit_checkpoint.with_name(outside_log.FILE)

    @property
    def telegram(self) -> str:
        """Telegram's token; empty when Telegram is not used. Raises SettingsProblem."""
        token = secrets.read("telegram_token", self.telegram_token, self.telegram_token_file)
        try:
            check_token(SecretStr(token) if token else None)
        except ValueError as problem:
            raise SettingsProblem(f"SIGAP_TELEGRAM_TOKEN_FILE: {problem}.") from None
        return token

    @property
    def webhook_secret(self) -> str:
        """The secret token that each webhook must carry. Raises SettingsProblem."""
        given = secrets.read("telegram_secret", self.telegram_secret, self.telegram_secret_file)
        found = given or hashlib.sha256(f"webhook of {self.telegram}".encode()).hexdigest()
        if not re.fullmatch(r"[A-Za-z0-9_-]{1,256}", found):
            raise SettingsProblem("SIGAP_TELEGRAM_SECRET: use 1 to 256 letters, digits, _ and - only.")
        return found

    def key(self) -> Key | None:
        """The NIK key, None when none is set. Raises KeyProblem."""
        if self.nik_key and self.nik_key.get_secret_value():
            return hashing.parse(self.nik_key.get_secret_value())
        if self.nik_key_file is None:
            return None
        if self.nik_key_file.resolve().is_relative_to(self.data_dir.resolve()):
            named = file_names.display_name(self.nik_key_file, "that SIGAP_NIK_KEY_FILE names")
            raise KeyProblem(
                f"The key file {named} is in the data directory. A copy of that folder would hold both the hashes and "
                "the key: move the key elsewhere."
            )
        try:
            return hashing.read(self.nik_key_file)
        except NoKey:
            if not self.has_keyed_data:
                raise
            named = file_names.display_name(self.nik_key_file, "of the name in SIGAP_NIK_KEY_FILE")
            raise hashing.recovery_advice(self.key_of_data, f"There is no key file {named}") from None

    @property
    def has_keyed_data(self) -> bool:
        """Whether there is data that was made with a key: a snapshot, or the live database."""
        return bool(snapshots.numbers(self.snapshots)) or self.database.exists()

    @property
    def key_of_data(self) -> str:
        """The fingerprint of the key that the data here was made with; empty when that is unknown."""
        return snapshots.key_of(self.snapshots) or stored_values.key_of(self.database)

    def required_key(self) -> Key:
        """The NIK key. Raises KeyProblem, also when no key is set."""
        key = self.key()
        if key is None and self.has_keyed_data:
            raise hashing.recovery_advice(self.key_of_data, "No NIK key is set")
        if key is None:
            raise NoKey(
                "No NIK key is set. Make one with `sigap key FILE` (outside the data directory), and set "
                "SIGAP_NIK_KEY_FILE to that file."
            )
        return key


def read() -> Settings:
    """Reads the settings. Raises SettingsProblem."""
    try:
        return Settings()
    except ValidationError as error:
        # Only names and rules, because a value may be a secret.
        wrong = "; ".join(
            f"SIGAP_{str(e['loc'][0]).upper()}: {e['msg'].removeprefix('Value error, ')}" for e in error.errors()
        )
        raise SettingsProblem(f"A setting is wrong. {wrong}.") from None
    except dotenv.Malformed as problem:
        raise SettingsProblem(f"The file {dotenv.FILE} cannot be read: {problem}.") from None
    except OSError as error:
        raise SettingsProblem(f"The file {dotenv.FILE} cannot be read: {error.strerror}.") from None
