"""Backups, restoring them, and changing the key."""
