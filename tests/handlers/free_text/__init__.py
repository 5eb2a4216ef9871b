"""Tests of handlers/free_text/."""
