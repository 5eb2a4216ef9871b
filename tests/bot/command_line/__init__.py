"""Tests of bot/command_line/."""
