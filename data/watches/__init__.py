"""Watches: chats that get a notice when the answer for a NIK changes. Begin with `watches`."""
