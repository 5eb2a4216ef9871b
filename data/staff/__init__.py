"""Staff and cadres."""
