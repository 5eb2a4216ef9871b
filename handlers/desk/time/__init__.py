"""Sending times as staff type them."""
