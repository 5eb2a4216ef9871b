"""Lists: where in a file the participants stand."""
