"""Tests of data/announcements/."""
