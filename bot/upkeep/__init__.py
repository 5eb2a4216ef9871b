"""Checks and cleaning that run beside the bot: disk, older copy, retention, state that others change."""
