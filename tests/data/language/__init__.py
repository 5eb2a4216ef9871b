"""Tests of data/language/."""
