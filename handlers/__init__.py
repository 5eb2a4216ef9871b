"""The conversation: what is asked and what is answered, without channels, SQL or a clock.

Begin with `messages` (what goes in and out), then `conversation` (the order in which a message is handled).
"""
