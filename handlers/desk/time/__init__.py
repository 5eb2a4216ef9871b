"""Reads sending times as staff type them; begin with `sending_time`."""
