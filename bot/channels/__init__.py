"""The channels: each receives messages in its own form, and sends the answers. `telegram/channel.py` is the largest."""
