"""Charts and files that are generated for staff. Begin with `exports.py`."""
