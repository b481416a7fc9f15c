"""The canonical vocabulary: nine statuses, their groups, their life cycle and their OCSF ids."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Group(StrEnum):
    """What a status means for the fault: still alive, dealt with, or never to be dealt with."""

    OPEN = "open"
    DONE = "done"
    VOID = "void"


class Status(StrEnum):
    """A canonical status. Members are declared in life-cycle order; ``rank`` is that order.

    The order settles ties inside one system's track and nothing else: whether a change moves the canonical status
    is :meth:`can_move_to`'s to say. Groups and moves are bit masks, because the assessment asks for them for every
    report and hashing an enum member costs more than the question.
    """

    rank: int
    bit: int
    group: Group
    ocsf_id: int
    zh: str
    _moved_by: int

    def __new__(cls, value: str, group: Group, ocsf_id: int, zh: str) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.rank = len(cls.__members__)
        member.bit = 1 << member.rank
        member.group = group
        member.ocsf_id = ocsf_id
        member.zh = zh
        return member

    NEW = ("New", Group.OPEN, 1, "新建")
    ACKNOWLEDGED = ("Acknowledged", Group.OPEN, 3, "已受理")
    REOPENED = ("Reopened", Group.OPEN, 8, "已重新打开")
    IN_PROGRESS = ("In Progress", Group.OPEN, 2, "处理中")
    PENDING = ("Pending", Group.OPEN, 4, "挂起")
    PENDING_VERIFICATION = ("Pending Verification", Group.OPEN, 5, "待验证")
    RESOLVED = ("Resolved", Group.DONE, 5, "已解决")
    CLOSED = ("Closed", Group.DONE, 6, "已关闭")
    CANCELLED = ("Cancelled", Group.VOID, 7, "已取消")

    @property
    def is_over(self) -> bool:
        """Done or void: the only way out is Reopened."""
        return self.group is not Group.OPEN

    def can_move_to(self, other: Status) -> bool:
        """Whether a change to ``other`` moves a ticket whose canonical status is this one (docs/domain.md §4.2)."""
        return bool(self._moved_by & other.bit)


def mask(*statuses: Status) -> int:
    """The statuses as one bit mask."""
    return sum({status.bit for status in statuses})


_ANY = mask(*Status)
_WORKING_MOVES = _ANY & ~mask(Status.NEW, Status.ACKNOWLEDGED)
_MOVED_BY: dict[Status, int] = {
    Status.NEW: _ANY,
    Status.ACKNOWLEDGED: _ANY & ~mask(Status.NEW),
    Status.IN_PROGRESS: _WORKING_MOVES,
    Status.PENDING: _WORKING_MOVES,
    Status.PENDING_VERIFICATION: _WORKING_MOVES,
    Status.RESOLVED: mask(Status.CLOSED, Status.REOPENED),
    Status.CLOSED: mask(Status.REOPENED),
    Status.REOPENED: _ANY & ~mask(Status.NEW),
    Status.CANCELLED: mask(Status.REOPENED),
}
for _status, _moved_by in _MOVED_BY.items():
    _status._moved_by = _moved_by & ~_status.bit
