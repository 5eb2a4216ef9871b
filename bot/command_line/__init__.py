"""Shared by the verbs: options, output, dates, reports. Begin with `output.py`."""
