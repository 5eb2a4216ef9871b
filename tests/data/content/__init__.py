"""Tests of data/content/."""
