"""The facts: who is covered, what is stored about a chat, and every sentence that we send."""
