"""Announcements on their way."""
