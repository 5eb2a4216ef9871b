"""Lists as offices really send them, each with what is right."""
