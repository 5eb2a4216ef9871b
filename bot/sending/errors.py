"""Every way in which sending can fail, by name, with the policy that the senders act by."""

from typing import ClassVar, Literal

Concern = Literal["message", "chat", "channel"]


class SendError(Exception):
    """A message did not arrive, as far as we know. The class says what follows, and the senders act by nothing else.

    A channel translates the errors of its service into the classes below and raises no other. One of its own is a
    subclass, and inherits the policy.
    """

    code: ClassVar[str]
    """The name in metrics, logs and the database."""
    delivered: ClassVar[Literal["no", "maybe"]]
    """Whether it may have arrived all the same. An announcement that may have arrived is never sent again by itself."""
    retry: ClassVar[bool]
    """Whether the same message may succeed later."""
    concerns: ClassVar[Concern]
    """What else would fail: nothing but this message, everything to this chat, or everything on this channel."""
    ends_subscription: ClassVar[bool] = False
    """Whether the person can no longer be reached, so that nothing more is sent."""

    def __init__(self, reason: str = "", *, retry_after: float | None = None) -> None:
        """`reason` quotes nothing of the message; `retry_after` is in seconds, where the channel says when to retry."""
        super().__init__(reason)
        self.retry_after = retry_after

    @property
    def ends_channel(self) -> bool:
        """Whether nothing more can be sent on the channel until the operator acts."""
        return self.concerns == "channel" and not self.retry


class Throttled(SendError):
    """Too fast: wait as long as the channel says, then send again. Replies to other chats go on, nothing else does."""

    code = "throttled"
    delivered = "no"
    retry = True
    concerns = "channel"


class Busy(SendError):
    """The chat has reached its own rate: send an announcement to other chats first. Nothing was sent."""

    code = "busy"
    delivered = "no"
    retry = True
    concerns = "chat"


class Gone(SendError):
    """The person blocked us or left: the subscription ends, and nothing more is sent."""

    code = "gone"
    delivered = "no"
    retry = False
    concerns = "chat"
    ends_subscription = True


class OptedOut(SendError):
    """The person wants no announcements from us: the subscription ends. Answers still arrive."""

    code = "opted_out"
    delivered = "no"
    retry = False
    concerns = "chat"
    ends_subscription = True


class WindowClosed(SendError):
    """The person wrote too long ago for this message: it is dropped, and what we know waits for their next message."""

    code = "window_closed"
    delivered = "no"
    retry = False
    concerns = "chat"


class Undeliverable(SendError):
    """The service cannot bring this message to this person now, and trying again soon would not help."""

    code = "undeliverable"
    delivered = "no"
    retry = False
    concerns = "chat"


class Refused(SendError):
    """The channel does not accept such a message, which is a bug of ours: logged without the text, not sent again."""

    code = "refused"
    delivered = "no"
    retry = False
    concerns = "message"


class Unreachable(SendError):
    """Nothing was sent: try again until it works, a reply for up to 24 hours."""

    code = "unreachable"
    delivered = "no"
    retry = True
    concerns = "channel"


class Unknown(SendError):
    """It may have arrived, or not. A reply is sent again, up to 8 times; a bulk message never automatically."""

    code = "unknown"
    delivered = "maybe"
    retry = True
    concerns = "message"


class Unrecognised(SendError):
    """The service gives a reason that we do not know: staff look into it, and nothing is tried again blindly."""

    code = "unrecognised"
    delivered = "maybe"
    retry = False
    concerns = "message"


class Suspended(SendError):
    """The service lets us send nothing until the operator acts: an alarm rises, and replies wait up to 24 hours.

    The bot goes on, as other channels work.
    """

    code = "suspended"
    delivered = "no"
    retry = True
    concerns = "channel"


class Unauthorised(SendError):
    """The channel does not accept our token: the bot stops with exit code 2; replies wait 24 hours for a good one."""

    code = "unauthorised"
    delivered = "no"
    retry = False
    concerns = "channel"
