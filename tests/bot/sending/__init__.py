"""Tests of bot/sending/."""
