"""Checks that run beside the bot: disk, older copy, retention."""
