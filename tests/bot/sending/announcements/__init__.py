"""Tests of bot/sending/announcements/."""
