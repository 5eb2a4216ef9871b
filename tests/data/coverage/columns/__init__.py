"""Tests of data/coverage/columns/."""
