"""Free text: what is meant, and the page that answers it."""
