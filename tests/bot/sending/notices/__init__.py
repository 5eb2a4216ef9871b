"""Tests of bot/sending/notices/."""
