"""Tests of data/audit/."""
