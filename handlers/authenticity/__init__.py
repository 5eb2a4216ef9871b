"""Whether a message is one of our announcements."""
