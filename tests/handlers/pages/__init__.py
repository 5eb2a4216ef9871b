"""Tests of handlers/pages/."""
