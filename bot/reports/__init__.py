"""Charts and files made for staff."""
