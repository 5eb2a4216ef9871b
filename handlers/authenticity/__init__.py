"""Decides whether a message is one of our announcements."""
