"""Tests of data/chats/."""
