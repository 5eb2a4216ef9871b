"""What was said before: choices that were offered, corrections, words that refer to the last answer."""
