"""The audit: a chain of hashes of what staff and commands did."""
