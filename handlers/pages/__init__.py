"""Pages: what residents can read."""
