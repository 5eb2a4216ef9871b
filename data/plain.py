"""Makes typed text plain, so that a digit is a digit in whatever script and font it was typed."""

import unicodedata


def plain(text: str) -> str:
    """The text in small letters with ASCII digits, without invisible marks, every dash a '-'."""
    if text.isascii():
        return text.lower()
    shown = []
    for char in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(char)
        if category == "Nd":
            shown.append(str(unicodedata.decimal(char)))
        elif category == "Pd" or char == "\u2212":
            shown.append("-")
        elif category not in {"Cf", "Mn", "Me"}:
            shown.append(char)
    return "".join(shown).lower()
