"""The web chat. Begin with `routes.py`; `slow_requests.py` protects the port."""
