"""Commands on applications."""

from processes.apply.service import completions as completions
from processes.apply.service import confirmation as confirmation
from processes.apply.service.materials import (
    hand_in_corrections,
    remove,
    stage_correction,
    unstage_correction,
    upload,
)
from processes.apply.service.registration import Known, person_of_phone, register
from processes.apply.service.rule import look
from processes.apply.service.signing import add_hand, is_unchanged, read_drawing, signature_of
from processes.apply.service.start import start
from processes.apply.service.steps import finish, save_draft
from processes.apply.service.submit import approve, end, may_withdraw, withdraw
from processes.apply.service.validity import missing

__all__ = [
    "Known",
    "add_hand",
    "approve",
    "end",
    "finish",
    "hand_in_corrections",
    "is_unchanged",
    "look",
    "may_withdraw",
    "missing",
    "person_of_phone",
    "read_drawing",
    "register",
    "remove",
    "save_draft",
    "signature_of",
    "stage_correction",
    "start",
    "unstage_correction",
    "upload",
    "withdraw",
]
