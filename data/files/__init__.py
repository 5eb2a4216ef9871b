"""Files: our own, which only we may read, and those given by an operator."""
