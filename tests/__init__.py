"""Tests tell stories: people who talk to the bot, and staff who import lists."""
