"""Subscriptions and watches."""
