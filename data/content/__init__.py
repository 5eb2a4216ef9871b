"""Content: every sentence, picture, office and area that residents are shown."""
