"""Free text: `intent` classifies it, `intent_pages` chooses the page, `free_text` answers."""
