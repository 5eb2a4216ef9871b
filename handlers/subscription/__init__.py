"""Subscriptions to announcements, and watches on a NIK."""
