"""Coverage: who is in the city's list, as the live snapshot has it."""
