"""Announcements: from the draft to the delivery of each message."""
