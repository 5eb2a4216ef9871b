"""Tests of data/nik/."""
