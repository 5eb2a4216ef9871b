"""A coverage question, from the NIK to the answer."""
