"""Pure rules of training: what time counts, when a course is done, how a quiz is scored."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

BEAT = 20  # seconds between the reports of a page
MOST_GAP = 60  # seconds of silence after which nothing of the silence counts


@dataclass(frozen=True, slots=True)
class Credit:
    """Whole seconds to add, and the moment up to which time is accounted for now."""

    seconds: int
    heard_at: datetime


def credit(heard_at: datetime, now: datetime, *, left: int, most_gap: int = MOST_GAP) -> Credit:
    """What a report at `now` is worth: the real time since the last one, at most `left` seconds.

    A longer silence than `most_gap` counts nothing; a clock that went back counts nothing. Fractions of a second are
    carried over, never rounded up, so that the sum of all credits never exceeds the time that really passed.
    """
    gap = (now - heard_at).total_seconds()
    if gap <= 0:
        return Credit(0, heard_at)
    if gap > most_gap:
        return Credit(0, now)
    whole = int(gap)
    return Credit(max(min(whole, left), 0), heard_at + timedelta(seconds=whole))


@dataclass(frozen=True, slots=True)
class LessonState:
    id: UUID
    title: str
    kind: str
    seconds: int  # that it takes
    credited: int = 0

    @property
    def done(self) -> bool:
        return self.credited >= self.seconds

    @property
    def left(self) -> int:
        return max(self.seconds - self.credited, 0)


@dataclass(frozen=True, slots=True)
class CourseState:
    """A course of an enrolment. `quiz_best` is the best score so far, None before the first try."""

    id: UUID
    title: str
    category: str
    minutes: int
    lessons: Sequence[LessonState] = field(default_factory=tuple)
    quiz_questions: int = 0
    quiz_pass: int = 60
    quiz_best: int | None = None
    quiz_passed: bool = False

    @property
    def required(self) -> int:
        """Seconds that must be credited: never more than the lessons can give."""
        return min(self.minutes * 60, sum(lesson.seconds for lesson in self.lessons))

    @property
    def credited(self) -> int:
        return sum(min(lesson.credited, lesson.seconds) for lesson in self.lessons)

    @property
    def studied(self) -> bool:
        return self.credited >= self.required

    @property
    def done(self) -> bool:
        return self.studied and (self.quiz_passed or not self.quiz_questions)

    @property
    def percent(self) -> int:
        """Of the learning time, 0 to 100; 100 only when all of it is there."""
        return share(min(self.credited, self.required), self.required)


def share(part: int, whole: int) -> int:
    """Percent, rounded down: what is not complete never reads 100."""
    return 100 if whole <= 0 else min(part * 100 // whole, 100)


def overall(courses: Iterable[CourseState]) -> int:
    """The progress of a whole training in percent of its time; 99 while a quiz is missing."""
    courses = list(courses)
    percent = share(
        sum(min(course.credited, course.required) for course in courses), sum(course.required for course in courses)
    )
    return min(percent, 99) if not all(course.done for course in courses) else percent


def missing(courses: Iterable[CourseState]) -> list[str]:
    """What is still to be done, as sentences."""
    found = []
    for course in courses:
        if not course.studied:
            found.append(f"“{course.title}”还差 {in_words(course.required - course.credited)}")
        if course.quiz_questions and not course.quiz_passed:
            found.append(f"“{course.title}”的测验还没有通过（{course.quiz_pass} 分合格）")
    return found


def in_words(seconds: int) -> str:
    """`12 分 30 秒`"""
    minutes, rest = divmod(max(seconds, 0), 60)
    if not minutes:
        return f"{rest} 秒"
    return f"{minutes} 分 {rest} 秒" if rest else f"{minutes} 分"


def minutes_by_category(courses: Iterable[CourseState]) -> dict[str, int]:
    """Whole minutes credited in each category that the training has."""
    seconds: dict[str, int] = {}
    for course in courses:
        seconds[course.category] = seconds.get(course.category, 0) + course.credited
    return {category: total // 60 for category, total in seconds.items()}


def score(keys: Mapping[str, str], answers: Mapping[str, str]) -> int:
    """Out of 100, rounded down; letters may come in any order, an unanswered question is wrong."""
    if not keys:
        return 0
    right = sum(1 for which, key in keys.items() if answers.get(which) and set(answers[which]) == set(key))
    return right * 100 // len(keys)
