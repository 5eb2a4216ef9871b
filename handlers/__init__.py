"""The conversation: what is asked and what is answered. It knows no channel, no SQL and no clock."""
