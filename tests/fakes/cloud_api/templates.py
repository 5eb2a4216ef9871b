"""Templates that Meta has approved for our number, and what it refuses about them."""

from dataclasses import dataclass
from typing import Any, Literal

from tests.fakes.cloud_api.errors import Refusal, missing

Category = Literal["utility", "marketing", "authentication"]


@dataclass(slots=True)
class Template:
    """A template in one language."""

    category: Category = "utility"
    parameters: int = 0
    """How many the body has."""
    status: Literal["APPROVED", "PAUSED", "DISABLED", "PENDING"] = "APPROVED"


class Templates:
    """By name and language."""

    def __init__(self) -> None:
        self.known: dict[tuple[str, str], Template] = {}

    def check(self, asked: dict[str, Any]) -> Template:
        """The template of a message. Raises Refusal."""
        name, language = asked.get("name"), (asked.get("language") or {}).get("code")
        if not name or not language:
            raise missing("template.name and template.language.code")
        template = self.known.get((name, language))
        if template is None or template.status == "PENDING":
            raise Refusal(132001, f"template name ({name}) does not exist in {language}")
        if template.status != "APPROVED":
            raise Refusal(132015 if template.status == "PAUSED" else 132016)
        given = [one for part in asked.get("components", []) if part.get("type") == "body"
                 for one in part.get("parameters", [])]  # fmt: skip
        if len(given) != template.parameters:
            raise Refusal(132000, f"body: number of localizable_params ({len(given)}) does not match the expected "
                                  f"number of params ({template.parameters})")  # fmt: skip
        if any(one.get("type") not in {"text", "currency", "date_time"} for one in given):
            raise Refusal(132012, "body: the type of a parameter does not match")
        return template
