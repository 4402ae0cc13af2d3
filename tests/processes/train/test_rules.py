"""What time counts: pure rules under any sequence of reports."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from engine.platform.ids import new_id
from processes.train.rules import (
    MOST_GAP,
    CourseState,
    LessonState,
    credit,
    in_words,
    missing,
    overall,
    score,
    share,
)

START = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
GAPS = st.lists(st.floats(-100, 400, allow_nan=False), max_size=60)


@given(gaps=GAPS, lesson=st.integers(60, 3600))
def test_credits_never_exceed_the_time_that_passed_in_short_steps(gaps: list[float], lesson: int) -> None:
    """Whatever is reported and when: at most the real time of the steps that were no gap, at most the lesson."""
    now = heard = START
    credited, real = 0, 0.0
    for gap in gaps:
        now += timedelta(seconds=gap)
        since = (now - heard).total_seconds()
        worth = credit(heard, now, left=lesson - credited)
        if since > MOST_GAP:
            assert worth.seconds == 0
        elif since > 0:
            real += since
        assert worth.heard_at <= max(now, heard)
        credited, heard = credited + worth.seconds, worth.heard_at
    assert 0 <= credited <= lesson
    assert credited <= real


@given(beats=st.integers(1, 400), pause=st.floats(0.01, 3))
def test_a_storm_of_reports_earns_what_the_clock_on_the_wall_gives(beats: int, pause: float) -> None:
    heard, total = START, 0
    for at in range(1, beats + 1):
        worth = credit(heard, START + timedelta(seconds=at * pause), left=10**9)
        heard, total = worth.heard_at, total + worth.seconds
    assert abs(total - int(beats * pause)) <= 1


def test_a_replayed_report_is_worth_nothing() -> None:
    now = START + timedelta(seconds=20)
    first = credit(START, now, left=600)
    assert (first.seconds, credit(first.heard_at, now, left=600).seconds) == (20, 0)


def test_a_clock_that_goes_back_neither_gives_nor_takes() -> None:
    worth = credit(START, START - timedelta(hours=1), left=600)
    assert (worth.seconds, worth.heard_at) == (0, START)


def make(credited: int, *, quiz: int = 0, passed: bool = False, minutes: int = 10) -> CourseState:
    lesson = LessonState(new_id(), "第 1 课", "text", 600, credited)
    return CourseState(new_id(), "安全", "general", minutes, (lesson,), quiz, 60, 60 if passed else None, passed)


def test_a_course_is_done_when_its_time_and_its_quiz_are_there() -> None:
    assert not make(599).done
    assert make(600).done
    assert not make(600, quiz=5).done
    assert make(600, quiz=5, passed=True).done
    assert make(600, minutes=90).done  # never more than the lessons can give


def test_progress_reads_100_only_when_everything_is_done() -> None:
    assert overall([make(599), make(600)]) == 99
    assert overall([make(600, quiz=5)]) == 99
    assert overall([make(600), make(600)]) == 100
    assert missing([make(590, quiz=5)]) == ["“安全”还差 10 秒", "“安全”的测验还没有通过（60 分合格）"]


@given(part=st.integers(0, 10**6), whole=st.integers(1, 10**6))
def test_a_share_is_never_rounded_up(part: int, whole: int) -> None:
    assert 0 <= share(part, whole) <= 100
    assert (share(part, whole) == 100) == (part >= whole)


def test_a_quiz_counts_whole_answers_in_any_order() -> None:
    keys = {"1": "A", "2": "ACD", "3": "T"}
    assert score(keys, {"1": "A", "2": "DCA", "3": "F"}) == 66
    assert score(keys, {"2": "AC"}) == 0
    assert score({}, {}) == 0


def test_durations_in_words() -> None:
    assert [in_words(seconds) for seconds in (0, 59, 60, 750)] == ["0 秒", "59 秒", "1 分", "12 分 30 秒"]
