"""The workshop: what makes files that we ship. It runs on a developer's machine, never in the bot."""
