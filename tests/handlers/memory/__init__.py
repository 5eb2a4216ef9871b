"""Stories of conversations that refer to what was said before."""
