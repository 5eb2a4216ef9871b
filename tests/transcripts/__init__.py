"""Conversations written down, to be read aloud: docs/transcripts."""
