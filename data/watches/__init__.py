"""Watches: who wants to know when the answer for a NIK changes."""
