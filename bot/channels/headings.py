"""The part of a text that stands out, on channels that show it bold."""

_LONGEST = 90
"""Characters of a first line that stands out by itself."""


def split(text: str, heading: str = "") -> tuple[str, str]:
    """The part that stands out, and the rest: the heading; without one, a first paragraph of one short line, if any."""
    if heading:
        return heading, text.removeprefix(heading)
    head, gap, rest = text.partition("\n\n")
    if not gap or "\n" in head or len(head) > _LONGEST:
        return "", text
    return head, f"{gap}{rest}"
