"""Tests of handlers/coverage/."""
