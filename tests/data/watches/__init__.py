"""Tests of data/watches/."""
