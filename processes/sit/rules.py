"""Pure rules of a sitting: the chain of the journal, the ladder, what is abnormal."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

SKEW = timedelta(seconds=2)
OFFLINE_AFTER = timedelta(seconds=5)
OUTAGE_AFTER = timedelta(seconds=15)  # a silence that long is put down as an outage
GRACE = timedelta(seconds=3)  # answers on their way at the deadline
AGAIN = timedelta(seconds=10)  # what a device says over and over within it is put down once
LATE_GRACE = timedelta(minutes=2)  # for a device that is offline at the deadline
COUNTDOWN = timedelta(seconds=30)  # away for the last time
IDLE_COUNTDOWN = timedelta(seconds=60)
REVERSIBLE = timedelta(minutes=30)  # after the deadline, while nobody closes the session
FORCED = frozenset({"idle", "switches", "invigilator"})
TOO_FAST, FAST_FROM = 3.0, 20  # seconds an answer, from that many answers on


def genesis(sitting_id: UUID) -> str:
    """What the first line of a journal follows."""
    return hashlib.sha256(f"certflow journal {sitting_id}".encode()).hexdigest()


def line_hash(previous: str, sequence: int, place: int, answer: str, client_ms: int) -> str:
    return hashlib.sha256(f"{previous}|{sequence}|{place}|{answer}|{client_ms}".encode()).hexdigest()


def key_of(secret: bytes, fence: int) -> bytes:
    """The key of one device: a device that was replaced can't sign for the next one."""
    return hmac.new(secret, f"journal {fence}".encode(), hashlib.sha256).digest()


def mac_of(key: bytes, line: str) -> str:
    return hmac.new(key, line.encode(), hashlib.sha256).hexdigest()


def pass_of(secret: bytes, sitting_id: UUID, fence: int) -> str:
    """What the cookie of the device proves: that it was given this sitting under this fence."""
    return hmac.new(secret, f"device {sitting_id} {fence}".encode(), hashlib.sha256).hexdigest()


def is_answer(kind: str, options: int, answer: str) -> bool:
    """Whether a question of this kind can be answered so; empty takes an answer back."""
    if not answer:
        return True
    if kind == "judge":
        return answer in ("T", "F")
    letters = "ABCDEFGH"[:options]
    if any(letter not in letters for letter in answer) or list(answer) != sorted(set(answer)):
        return False
    return kind == "multiple" or len(answer) == 1


def deadline(started_at: datetime, minutes: int, ends_at: datetime, credited_seconds: int) -> datetime:
    """The paper's time from the start, but not beyond the session's end; credited outages come on top."""
    return min(started_at + timedelta(minutes=minutes), ends_at) + timedelta(seconds=credited_seconds)


class Rung(StrEnum):
    CALM = "calm"
    WARN = "warn"
    COUNTDOWN = "countdown"
    FORCE = "force"


def switch_rung(switches: int, most: int) -> Rung:
    """Up to `most` times are warned of; the last of them counts down; one more hands in."""
    if switches <= 0:
        return Rung.CALM
    if switches > most:
        return Rung.FORCE
    return Rung.COUNTDOWN if switches == most else Rung.WARN


def idle_rung(idle: timedelta, minutes: int) -> Rung:
    """After `minutes` without a sign of a person a minute is counted down, then the sitting is handed in."""
    if idle < timedelta(minutes=minutes):
        return Rung.CALM
    return Rung.COUNTDOWN if idle < timedelta(minutes=minutes) + IDLE_COUNTDOWN else Rung.FORCE


@dataclass(frozen=True, slots=True)
class Seen:
    """What is known of a running sitting."""

    now: datetime
    started_at: datetime
    last_seen_at: datetime | None
    active_at: datetime | None
    away: bool
    switches: int
    most_switches: int
    idle_minutes: int
    answered: int
    unsent: int
    skewed: bool
    hand_up: bool
    move_code: str | None
    unscripted: bool


@dataclass(frozen=True, slots=True)
class Finding:
    """`level` is bad, warn or note; the first two need somebody."""

    level: str
    sentence: str


NO_SCRIPT = Finding("bad", "没有启用网页脚本，离开界面和无操作发现不了")


def findings(seen: Seen) -> list[Finding]:
    """What is out of the ordinary, the gravest first."""
    found = [*_presence(seen), *_ladder(seen), *_pace(seen)]
    order = {"bad": 0, "warn": 1, "note": 2}
    return sorted(found, key=lambda one: order[one.level])


def _presence(seen: Seen) -> list[Finding]:
    found = []
    silent = seen.now - (seen.last_seen_at or seen.started_at)
    if silent > OFFLINE_AFTER:
        found.append(Finding("warn", f"终端掉线{in_words(silent)}，答案在本机"))
    if seen.hand_up:
        found.append(Finding("warn", "举手求助"))
    if seen.move_code is not None:
        found.append(wants_to_move(seen.move_code))
    if seen.unscripted:
        found.append(NO_SCRIPT)
    if seen.skewed:
        found.append(Finding("note", "终端时钟有偏差"))
    if seen.unsent:
        found.append(Finding("note", f"{seen.unsent} 条待传中心"))
    return found


def wants_to_move(code: str) -> Finding:
    return Finding("warn", f"申请换机，换机码 {code}，待批准")


def _ladder(seen: Seen) -> list[Finding]:
    found = []
    rung = switch_rung(seen.switches, seen.most_switches)
    said = f"离开考试界面 {seen.switches} 次"
    if rung in (Rung.COUNTDOWN, Rung.FORCE):
        found.append(Finding("bad", f"{said}，已到上限"))
    elif seen.away:
        found.append(Finding("warn", f"{said}，尚未返回"))
    elif rung is Rung.WARN:
        found.append(Finding("note", said))
    idle = seen.now - (seen.active_at or seen.started_at)
    if idle_rung(idle, seen.idle_minutes) is not Rung.CALM:
        found.append(Finding("bad", f"{in_words(idle)}无操作，已倒计时"))
    elif idle >= timedelta(minutes=seen.idle_minutes) / 2:
        found.append(Finding("note", f"{in_words(idle)}未操作"))
    return found


def _pace(seen: Seen) -> list[Finding]:
    spent = (seen.now - seen.started_at).total_seconds()
    if seen.answered >= FAST_FROM and spent / seen.answered < TOO_FAST:
        return [Finding("warn", f"作答过快，平均每题 {spent / seen.answered:.1f} 秒")]
    return []


def in_words(span: timedelta) -> str:
    """` 12 秒`, ` 3 分钟`"""
    seconds = int(span.total_seconds())
    return f" {seconds} 秒" if seconds < 60 else f" {seconds // 60} 分钟"
