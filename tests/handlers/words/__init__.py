"""Tests of handlers/words/."""
