"""Tests of data/coverage/."""
