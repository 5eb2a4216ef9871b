"""Limits what comes before and around a body: the length of the head, its headers, and pipelined requests."""

from dataclasses import dataclass
from http import HTTPStatus

LONGEST_HEAD = 64 * 1024
"""Bytes of request line and headers; and of the framing of a chunked body."""
MOST_HEADERS = 100
MOST_PIPELINED = 8
"""Requests that may wait while another is being answered."""


@dataclass(slots=True)
class HeadLimits:
    """What was counted for the request that is being read."""

    framing: int = 0
    """Bytes of the head, or of the framing of a chunked body."""
    headers: int = 0
    exceeded: bool = False

    def count_header(self) -> None:
        """Counts one header. Raises ValueError when there are too many."""
        self.headers += 1
        if self.headers > MOST_HEADERS:
            self.exceeded = True
            raise ValueError("too many headers")

    def check_pipeline(self, waiting: int) -> None:
        """Raises ValueError when too many requests wait already."""
        if waiting >= MOST_PIPELINED:
            self.exceeded = True
            raise ValueError("too many requests at once")

    @property
    def status(self) -> HTTPStatus:
        """The status for a request that cannot be parsed, because of a limit or a mistake of the client."""
        return HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE if self.exceeded else HTTPStatus.BAD_REQUEST
