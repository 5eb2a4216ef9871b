"""Importing: from the rows of a list to a published snapshot, or a refusal."""
