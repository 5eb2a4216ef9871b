"""Tests of data/coverage/workbooks/."""
