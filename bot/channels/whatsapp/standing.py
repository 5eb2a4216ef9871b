"""Whether WhatsApp lets us send; raises the alarms that ask people to act."""

from bot.metrics import Metrics
from bot.sending.errors import SendError, Suspended, Unrecognised


class Standing:
    """Our standing with the service."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics
        self.suspended = False
        """Whether the last message could not be sent until somebody acts."""

    def worked(self) -> None:
        """The service did what we asked."""
        self.suspended = False

    def failed(self, problem: SendError) -> None:
        """The service refused what we asked: one alarm for each suspension, and for each unknown code."""
        if isinstance(problem, Suspended) and not self.suspended:
            self.suspended = True
            self.reported(problem)
        elif isinstance(problem, Unrecognised):
            self.reported(problem)

    def reported(self, problem: SendError) -> None:
        """The same, told later of a message that the service had taken: others may go all the same."""
        if isinstance(problem, Suspended):
            self._metrics.alarm("whatsapp_suspended", f"WhatsApp sends nothing of ours until somebody acts: {problem}.")
        elif isinstance(problem, Unrecognised):
            self._metrics.alarm("whatsapp_unrecognised", f"Meta answered with an error that we do not know: {problem}.")
