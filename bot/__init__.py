"""The edge: the terminal, time, the process."""
