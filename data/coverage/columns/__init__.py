"""What the headings, status words, dates and remarks of a list mean; begin with `columns`."""
