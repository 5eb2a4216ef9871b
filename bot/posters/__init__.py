"""Posters for offices: `offices.py` finds the office, `drawing.py` draws the PDF."""
