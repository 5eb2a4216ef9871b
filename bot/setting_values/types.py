"""The types of settings, with the checks that each value must pass."""

import re
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from bot.setting_values import proxies, urls, whole_numbers
from data.files import file_names
from data.staff import members


def _check_path(written: object) -> object:
    if why := file_names.why_unfit(str(written)):
        raise ValueError(why)
    return written


def _expand_home(path: Path) -> Path:
    try:
        return path.expanduser()
    except RuntimeError:
        raise ValueError("there is no user of the name after ~ on this machine") from None


HomePath = Annotated[Path, BeforeValidator(_check_path), AfterValidator(_expand_home)]
"""A path in which ~ is the home directory."""


def _read_number(given: object) -> object:
    return whole_numbers.read(given) if isinstance(given, str) else given


_MOST = 10**9
"""The largest number in any setting: more is a typing error, and too much for the database or the clock."""
AtLeastNone = Annotated[int, BeforeValidator(_read_number), Field(ge=0, le=_MOST)]
AtLeastOne = Annotated[int, BeforeValidator(_read_number), Field(ge=1, le=_MOST)]
"""Whole numbers, in the forms that people use: 3.000 is three thousand."""
Rate = Annotated[float, Field(ge=0.001, le=_MOST, allow_inf_nan=False)]
"""Messages a second."""
Port = Annotated[int, Field(ge=0, le=65535)]
"""0 means any free port."""


def _check_networks(written: str) -> str:
    proxies.read(written)
    return written


def check_token(given: SecretStr | None) -> SecretStr | None:
    """The token itself. Raises ValueError when it does not look like one."""
    if given and not re.fullmatch(r"[0-9]{1,20}:[A-Za-z0-9_-]+", given.get_secret_value()):
        raise ValueError("a token looks like 123456789:AAE..., as @BotFather gives it")
    return given


def _check_staff(written: str) -> str:
    members.read(written)
    return written


Networks = Annotated[str, AfterValidator(_check_networks)]
"""Addresses or networks, with commas between."""
Token = Annotated[SecretStr | None, AfterValidator(check_token)]
"""A bot token of Telegram."""
StaffList = Annotated[str, AfterValidator(_check_staff)]
"""Staff, as `data.staff.members` reads them."""
ApiUrl = Annotated[str, AfterValidator(urls.read)]
PublicUrl = Annotated[str, AfterValidator(urls.read_public)]
"""An address that Telegram can reach, or empty."""
Origins = Annotated[str, AfterValidator(urls.read_origins)]
"""Origins of sites, with spaces between."""
WebPath = Annotated[str, AfterValidator(urls.read_path)]
"""A path without a slash at its end, except `/`."""
