"""Tests of data/database/."""
