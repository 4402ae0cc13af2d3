"""The ladder and what is abnormal, as pure rules."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from processes.sit import rules
from processes.sit.rules import Rung, Seen

START = datetime(2026, 12, 1, 1, 0, tzinfo=UTC)


def seen(**known: Any) -> Seen:
    now = known.pop("now", START + timedelta(minutes=20))
    plain: dict[str, Any] = {
        "now": now,
        "started_at": START,
        "last_seen_at": now,
        "active_at": now,
        "away": False,
        "switches": 0,
        "most_switches": 3,
        "idle_minutes": 5,
        "answered": 12,
        "unsent": 0,
        "skewed": False,
        "hand_up": False,
        "move_code": None,
        "unscripted": False,
    }
    return Seen(**(plain | known))


@pytest.mark.parametrize(
    ("switches", "rung"), [(0, Rung.CALM), (1, Rung.WARN), (2, Rung.WARN), (3, Rung.COUNTDOWN), (4, Rung.FORCE)]
)
def test_the_ladder_warns_then_counts_down_then_hands_in(switches: int, rung: Rung) -> None:
    assert rules.switch_rung(switches, 3) is rung


@given(minutes=st.integers(1, 60), seconds=st.integers(0, 7200))
def test_idling_always_counts_down_before_it_hands_in(minutes: int, seconds: int) -> None:
    rung = rules.idle_rung(timedelta(seconds=seconds), minutes)
    assert (rung is Rung.FORCE) == (seconds >= minutes * 60 + 60)
    assert (rung is Rung.CALM) == (seconds < minutes * 60)


def test_nobody_is_abnormal_who_only_sits_and_writes() -> None:
    assert rules.findings(seen()) == []


@pytest.mark.parametrize(
    ("known", "level", "word"),
    [
        ({"last_seen_at": START + timedelta(minutes=19, seconds=54)}, "warn", "掉线 6 秒"),
        ({"switches": 3}, "bad", "离开考试界面 3 次，已到上限"),
        ({"switches": 1}, "note", "离开考试界面 1 次"),
        ({"switches": 1, "away": True}, "warn", "尚未返回"),
        ({"active_at": START + timedelta(minutes=14)}, "bad", "6 分钟无操作"),
        ({"active_at": START + timedelta(minutes=17)}, "note", "3 分钟未操作"),
        ({"now": START + timedelta(seconds=50), "answered": 25}, "warn", "作答过快"),
        ({"hand_up": True}, "warn", "举手求助"),
        ({"unsent": 3}, "note", "3 条待传中心"),
    ],
)
def test_what_is_out_of_the_ordinary_is_said(known: dict[str, Any], level: str, word: str) -> None:
    (finding,) = rules.findings(seen(**known))
    assert finding.level == level
    assert word in finding.sentence


def test_the_gravest_comes_first() -> None:
    found = rules.findings(seen(unsent=2, hand_up=True, switches=3))
    assert [one.level for one in found] == ["bad", "warn", "note"]


@given(credit=st.integers(0, 3600), minutes=st.integers(1, 240), late=st.integers(0, 60))
def test_the_deadline_never_passes_the_sessions_end_but_for_credit(credit: int, minutes: int, late: int) -> None:
    ends = START + timedelta(minutes=90)
    started = START + timedelta(minutes=late)
    found = rules.deadline(started, minutes, ends, credit)
    assert found - timedelta(seconds=credit) <= ends
    assert found - timedelta(seconds=credit) <= started + timedelta(minutes=minutes)
