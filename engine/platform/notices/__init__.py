"""What the house tells a person: on their notices page, and by text message when asked."""

from engine.platform.notices import delivery as delivery
from engine.platform.notices.models import Notice, SmsState
from engine.platform.notices.queries import notices_of, undelivered, unread
from engine.platform.notices.service import NoticeSmsWanted, mark_read, send

__all__ = [
    "Notice",
    "NoticeSmsWanted",
    "SmsState",
    "mark_read",
    "notices_of",
    "send",
    "undelivered",
    "unread",
]
