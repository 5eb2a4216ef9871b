"""Phrases with one meaning: commands, yes and no, wishes that change something."""
