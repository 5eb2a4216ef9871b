"""Tests of handlers/desk/."""
