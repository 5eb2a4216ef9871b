"""Staff members by their Telegram chat: writers, approvers and viewers (the setting SIGAP_STAFF)."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from data import channels

_ENTRY = re.compile(r"(?P<id>[0-9]{1,20}):(?P<roles>[a-z+]+)(?::(?P<name>[^:;]{1,40}))?")


class Role(StrEnum):
    """What a member may do. All roles may see statistics and reports."""

    WRITER = "writer"
    APPROVER = "approver"
    VIEWER = "viewer"


@dataclass(frozen=True, slots=True)
class Member:
    """A staff member."""

    address: str
    roles: frozenset[Role]
    name: str

    @property
    def writes(self) -> bool:
        """Whether this member writes announcements."""
        return Role.WRITER in self.roles

    @property
    def approves(self) -> bool:
        """Whether this member approves announcements of others."""
        return Role.APPROVER in self.roles

    def may_approve(self, writer: str, *, single_approver: bool) -> bool:
        """Whether this member may approve this writer's announcement; their own only with `single_approver`."""
        return self.approves and (single_approver or self.address != writer)


Staff = Mapping[str, Member]
"""Members by address."""


def read(written: str) -> Staff:
    """Parses `ID:role+role:name; ...`. Raises ValueError, which explains the format."""
    members: dict[str, Member] = {}
    for entry in filter(None, map(str.strip, written.split(";"))):
        found = _ENTRY.fullmatch(entry)
        if not found:
            raise ValueError("write it as 111:writer:Ani; 222:approver:Budi; 333:viewer (Telegram ids)")
        try:
            roles = frozenset(Role(one) for one in found["roles"].split("+"))
        except ValueError:
            raise ValueError("the roles are writer, approver and viewer, joined with +") from None
        if found["id"] in members:
            raise ValueError("an id is listed twice; join its roles with +")
        name = (found["name"] or "").strip() or f"petugas {len(members) + 1}"
        members[found["id"]] = Member(found["id"], roles, name)
    return members


def find(staff: Staff, channel: str, address: str) -> Member | None:
    """The member who owns this chat; None for residents."""
    return staff.get(address) if channel == channels.STAFF else None
