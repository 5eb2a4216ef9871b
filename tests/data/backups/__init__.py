"""Tests of data/backups/."""
