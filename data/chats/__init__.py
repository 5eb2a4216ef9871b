"""Chats: what is stored about a chat, its inbox, quotas and offers, and the queue of notices."""
