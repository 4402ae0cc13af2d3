"""Commands of the review, by verb."""

from processes.review.service.blind import review_blindly
from processes.review.service.conclude import conclude, settle
from processes.review.service.correct import correct
from processes.review.service.judge import judge, judge_again
from processes.review.service.skip import skip
from processes.review.service.supervise import supervise
from processes.review.service.take_back import take_back

__all__ = ["conclude", "correct", "judge", "judge_again", "review_blindly", "settle", "skip", "supervise", "take_back"]
