"""The base class of problems that end a command with one sentence."""


class Problem(Exception):
    """A problem; the message tells the operator what is wrong and what to do."""
