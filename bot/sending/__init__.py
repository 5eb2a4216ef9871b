"""Sends replies, notices, announcements and status messages. Begin with `contract.py`."""
