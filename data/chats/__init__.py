"""Chats: what is kept of a chat, its inbox, quotas and offers."""
