"""Backups, restoring them, and changing the key. Begin with `backups`."""
