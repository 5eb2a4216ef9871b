"""What the services bill for one message, with the page to compare it with."""

from datetime import date
from functools import cache
from importlib.resources import files

import tomli
from pydantic import BaseModel, ConfigDict, TypeAdapter


class PriceList(BaseModel):
    """The prices of one service from a day on."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    since: date
    """The first day in Bekasi."""
    source: str
    """The page of the service to compare them with."""
    noted: date
    """When they were written down."""
    dollars: dict[str, float]
    """US dollars a message, by the service's category."""


_LISTS = TypeAdapter(dict[str, tuple[PriceList, ...]])


@cache
def lists() -> dict[str, tuple[PriceList, ...]]:
    """The price lists of each channel that bills, oldest first."""
    written = files("data.content").joinpath("prices.toml").read_text(encoding="utf-8")
    return {
        name: tuple(sorted(found, key=_since)) for name, found in _LISTS.validate_python(tomli.loads(written)).items()
    }


def _since(one: PriceList) -> date:
    return one.since


@cache
def dollars(channel: str, category: str, day: date) -> float:
    """The price of a message that is not free; before the first list, its price; of a new category, the dearest one."""
    known = lists().get(channel, ())
    if not known:
        return 0.0
    prices = next((one for one in reversed(known) if one.since <= day), known[0]).dollars
    return prices.get(category, max(prices.values()))
