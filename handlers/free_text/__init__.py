"""Free text: its reading has the intent, `intent_pages` chooses the page, `free_text` answers."""
