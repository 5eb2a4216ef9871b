"""Files: ours, which only we may read, and those that somebody gave us."""
