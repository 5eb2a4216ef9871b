"""Coverage: who is in the city's list, by the live snapshot. Begin with `lookup`, then `snapshots` and `importing`."""
