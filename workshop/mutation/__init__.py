"""Changes one place of a module at a time and counts the changes that a test notices: `python -m workshop.mutation`."""
