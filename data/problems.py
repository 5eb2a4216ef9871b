"""What ends a command in one sentence."""


class Problem(Exception):
    """The message tells the operator what is wrong and what to do."""
