"""Commands of the review, by verb."""

from processes.review.service.blind import review_blindly
from processes.review.service.comment import comment
from processes.review.service.conclude import conclude, settle
from processes.review.service.consent import ask_consent, give_consent
from processes.review.service.correct import correct
from processes.review.service.judge import judge, judge_again
from processes.review.service.phrases import drop_phrase, keep_phrase
from processes.review.service.skip import skip
from processes.review.service.supervise import supervise
from processes.review.service.take_back import take_back

__all__ = [
    "ask_consent",
    "comment",
    "conclude",
    "correct",
    "drop_phrase",
    "give_consent",
    "judge",
    "judge_again",
    "keep_phrase",
    "review_blindly",
    "settle",
    "skip",
    "supervise",
    "take_back",
]
