"""Tests of handlers/subscription/."""
