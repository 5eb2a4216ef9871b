"""Tests of data/coverage/lists/."""
