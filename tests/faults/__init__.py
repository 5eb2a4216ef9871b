"""Runs that break things on purpose. A small one of each is in the suite; these commands run the full ones."""
