"""The Telegram channel. Begin with `channel.py`; updates come in by `receiver.py`."""
