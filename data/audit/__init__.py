"""The audit: a chain of hashes over what staff and commands did. Begin with `audit_log`."""
