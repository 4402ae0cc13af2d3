"""Commands on applications."""

from processes.apply.service import completions as completions
from processes.apply.service import confirmation as confirmation
from processes.apply.service.materials import (
    hand_in_corrections,
    move_portrait,
    remove,
    stage_correction,
    unstage_correction,
    upload,
)
from processes.apply.service.registration import Known, person_of_phone, register
from processes.apply.service.rule import look
from processes.apply.service.signing import add_hand, is_unchanged, read_drawing, signature_of
from processes.apply.service.start import start
from processes.apply.service.steps import drop_draft, finish, hold, look_over, save_draft, still_a_draft
from processes.apply.service.submit import approve, end, may_withdraw, withdraw
from processes.apply.service.validity import missing

__all__ = [
    "Known",
    "add_hand",
    "approve",
    "drop_draft",
    "end",
    "finish",
    "hand_in_corrections",
    "hold",
    "is_unchanged",
    "look",
    "look_over",
    "may_withdraw",
    "missing",
    "move_portrait",
    "person_of_phone",
    "read_drawing",
    "register",
    "remove",
    "save_draft",
    "signature_of",
    "stage_correction",
    "start",
    "still_a_draft",
    "unstage_correction",
    "upload",
    "withdraw",
]
