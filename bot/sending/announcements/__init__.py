"""Announcements on their way: claimed in the database, sent once to each subscriber, and followed to the report."""
