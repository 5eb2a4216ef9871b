"""Language: spelling, look-alike characters, the classifier of messages, similar texts."""
