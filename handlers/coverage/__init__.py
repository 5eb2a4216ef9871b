"""The coverage check, from the NIK to the answer; begin with `check`."""
