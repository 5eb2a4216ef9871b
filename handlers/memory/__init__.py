"""What was said before: follow-ups about the last answer, simpler versions of it, whom the matter is about."""
