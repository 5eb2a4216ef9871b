"""Language: normalization, spelling, redaction, the message classifier, similar texts. Begin with `normalize`."""
