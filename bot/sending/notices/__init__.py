"""Messages that nobody asked for, one at a time: notices of watches, and what a service reports to staff."""
