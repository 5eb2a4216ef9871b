"""Announcements, from the draft to the delivery of each message. Begin with `announcements`, then `delivery_claims`."""
