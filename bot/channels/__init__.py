"""The channels: Telegram, web, terminal, JSON."""
