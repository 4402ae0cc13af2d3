"""Commands of training."""

from processes.train.service.account import choose, open_for_case, open_paid, order_course
from processes.train.service.courses import Owner, save_course, save_lesson, save_regulation
from processes.train.service.exempt import ask, review_by_supervisor, review_by_trainer
from processes.train.service.finish import close_for, complete_if_done, conclude, remind
from processes.train.service.learning import beat, begin, finish_reading
from processes.train.service.proof import issue
from processes.train.service.quiz import begin_quiz, hand_in_quiz
from processes.train.service.results import confirm, confirm_many

__all__ = [
    "Owner",
    "ask",
    "beat",
    "begin",
    "begin_quiz",
    "choose",
    "close_for",
    "complete_if_done",
    "conclude",
    "confirm",
    "confirm_many",
    "finish_reading",
    "hand_in_quiz",
    "issue",
    "open_for_case",
    "open_paid",
    "order_course",
    "remind",
    "review_by_supervisor",
    "review_by_trainer",
    "save_course",
    "save_lesson",
    "save_regulation",
]
