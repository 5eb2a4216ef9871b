"""The verbs of the command line, a module each; `bot/verbs.py` lists them."""
