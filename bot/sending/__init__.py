"""Everything that leaves: replies, notices, announcements."""
