"""Files: our own, which only we may read, and those that an operator gives us."""
