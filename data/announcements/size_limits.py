"""The longest text and the largest file on a channel, so that staff learn of it while writing.

Telegram's limits: core.telegram.org/bots/api#sendmessage, #sendphoto, #senddocument, #getfile, read in November 2026.
"""

TELEGRAM_TEXT = 4096
"""UTF-16 units of a message, as people see it: without its markup."""
TELEGRAM_CAPTION = 1024
"""UTF-16 units under a photo or a file."""
LARGEST_DOCUMENT = 50 * 2**20
"""Bytes of a file that a bot uploads. What Telegram has already may be larger, but nobody wants more on a phone."""
LARGEST_DOWNLOAD = 20 * 2**20
"""Bytes of a file that a bot may fetch from Telegram."""


def utf16_units(text: str) -> int:
    """The length as Telegram counts it: an emoji of one character is two."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
