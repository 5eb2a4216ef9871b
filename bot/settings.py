"""The settings: read once, from the environment or a `.env` file, and never changed."""

from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal

import platformdirs
from pydantic import AfterValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from data import keys
from data.keys import Key, KeyProblem

Home = Annotated[Path, AfterValidator(Path.expanduser)]
"""A path in which ~ is the home directory."""


Port = Annotated[int, Field(ge=0, le=65535)]
"""0 is any free one."""


def _networks(written: str) -> str:
    for one in filter(None, map(str.strip, written.split(","))):
        try:
            ip_network(one)
        except ValueError:
            raise ValueError("name addresses or networks, such as 10.0.0.7, 172.16.0.0/12") from None
    return written


class SettingsProblem(Exception):
    """A setting is wrong; the message names it and says what it should be."""


class Settings(BaseSettings):
    """Every setting is called SIGAP_ and the name here in capital letters."""

    model_config = SettingsConfigDict(
        env_prefix="SIGAP_", env_file=".env", env_ignore_empty=True, extra="ignore", frozen=True
    )

    data_dir: Home = Field(default_factory=lambda: platformdirs.user_data_path("sigap"))
    """Snapshots and the live database."""
    nik_key: SecretStr | None = None
    nik_key_file: Home | None = None
    stale_days: Annotated[int, Field(ge=1)] = 90
    checks_per_day: Annotated[int, Field(ge=1)] = 5
    checks_per_ip: Annotated[int, Field(ge=1)] = 30
    """Different NIKs in an hour from one web address."""
    checks_per_hour: Annotated[int, Field(ge=1)] = 600
    """Different NIKs in an hour from the whole web: the brake."""
    messages_per_minute: Annotated[int, Field(ge=1)] = 20
    web_host: str = "127.0.0.1"
    web_port: Port = 8080
    metrics_port: Port = 9464
    trusted_proxies: Annotated[str, AfterValidator(_networks)] = ""
    """Addresses or networks of our own reverse proxies, with commas between."""
    controller: str = ""
    dpo: str = ""
    log: Literal["json", "text"] = "text"

    @property
    def snapshots(self) -> Path:
        """Where coverage snapshots lie."""
        return self.data_dir / "coverage"

    @property
    def database(self) -> Path:
        """The live database."""
        return self.data_dir / "live.db"

    def key(self) -> Key | None:
        """The NIK key, None when none is set. Raises KeyProblem."""
        if self.nik_key and self.nik_key.get_secret_value():
            return keys.parse(self.nik_key.get_secret_value())
        if self.nik_key_file is None:
            return None
        if self.nik_key_file.resolve().is_relative_to(self.data_dir.resolve()):
            raise KeyProblem(
                f"The key file {self.nik_key_file} lies in the data directory. Whoever copies that folder would have "
                "both the hashes and the key: move the key elsewhere."
            )
        return keys.read(self.nik_key_file)


def read() -> Settings:
    """The settings as they are now. Raises SettingsProblem."""
    try:
        return Settings()
    except ValidationError as error:
        # Only the names and rules: a value may be a secret.
        wrong = "; ".join(f"SIGAP_{str(e['loc'][0]).upper()}: {e['msg']}" for e in error.errors())
        raise SettingsProblem(f"A setting is wrong. {wrong}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsProblem(f"The file .env cannot be read: {type(error).__name__}.") from None
