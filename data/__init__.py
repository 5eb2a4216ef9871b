"""The facts: who is covered, what we know of a chat, every sentence we say."""
