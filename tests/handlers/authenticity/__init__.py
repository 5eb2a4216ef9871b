"""Tests of handlers/authenticity/."""
