"""Tests of data/files/."""
