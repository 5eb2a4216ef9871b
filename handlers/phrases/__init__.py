"""Phrases with a single meaning: commands, yes and no, wishes that change something. Each takes a Reading."""
