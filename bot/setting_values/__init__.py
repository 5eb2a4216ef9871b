"""Reads and checks the values of settings. `types.py` names their types; `bot/settings.py` lists the settings."""
