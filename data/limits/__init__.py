"""Limits on checks and on what visitors can make us store. Begin with `check_limits`."""
