"""What ends a command in one sentence."""


class Problem(Exception):
    """Something is not as it must be; the message says what it is and what to do, to whoever typed the command."""
