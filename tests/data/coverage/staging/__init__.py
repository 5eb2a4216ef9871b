"""Tests of data/coverage/importing/."""
