"""Phrases that mean one thing: commands, yes and no, wishes."""
