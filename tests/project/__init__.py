"""The project itself: its size and layers, documentation, licences, speed of patterns."""
