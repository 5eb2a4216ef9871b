"""Limits on what visitors may ask and make us keep."""
