"""Tests of data/limits/."""
