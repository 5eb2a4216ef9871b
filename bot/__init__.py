"""The edge: networks, time and the process. Begin with `dispatch.py`; `app.py` composes everything."""
