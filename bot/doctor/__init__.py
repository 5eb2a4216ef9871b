"""The checks of `sigap doctor`: begin with `examination.py`, which runs them in order."""
