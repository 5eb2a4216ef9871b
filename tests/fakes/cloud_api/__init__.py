"""A strict fake of WhatsApp's Cloud API: `server.py` answers, `people.py` write, `rules.py` says what is refused."""
