"""One resident's matter, as a list of what they say."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Story:
    """One person's matter."""

    name: str
    title: str
    said: str
    """A message a line, typed, or `[a value]`: a button just offered. Behind an empty line comes another visit."""
    published_late: bool = False
    """Whether the city's list comes only after the first visit."""

    @property
    def visits(self) -> list[list[str]]:
        """Each is a run of `sigap ask` of its own, some days after the one before."""
        return [visit.splitlines() for visit in self.said.strip().split("\n\n")]
