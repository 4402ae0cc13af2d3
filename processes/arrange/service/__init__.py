"""Commands of the arrangement, by verb."""

from processes.arrange.service.admit import admit, leave
from processes.arrange.service.invigilate import appoint, appoint_all, dismiss, substitute
from processes.arrange.service.move import move, pin, swap, unpin
from processes.arrange.service.propose import adopt, ask, compute, drop
from processes.arrange.service.publish import problems, publish
from processes.arrange.service.rooms import RoomFacts, add_room, change_room
from processes.arrange.service.rules import change_rules
from processes.arrange.service.sessions import (
    add_session,
    assign_paper,
    assign_papers,
    change_session,
    generate_sessions,
    void_session,
)

__all__ = [
    "RoomFacts",
    "add_room",
    "add_session",
    "admit",
    "adopt",
    "appoint",
    "appoint_all",
    "ask",
    "assign_paper",
    "assign_papers",
    "change_room",
    "change_rules",
    "change_session",
    "compute",
    "dismiss",
    "drop",
    "generate_sessions",
    "leave",
    "move",
    "pin",
    "problems",
    "publish",
    "substitute",
    "swap",
    "unpin",
    "void_session",
]
