"""Limits on checks and on how much data visitors can make us store. Begin with `check_limits`."""
