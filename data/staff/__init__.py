"""Staff members and their roles, and cadres."""
