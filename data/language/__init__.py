"""Language: normalizing, spelling, redaction, the classifier of messages, similar texts. Begin with `normalize`."""
