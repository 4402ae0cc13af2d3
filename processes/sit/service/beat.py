"""A device reports: answers, that it is there, that the candidate looked away. The server decides what follows."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from engine.platform import clock, outbox
from processes.sit import paper, queries, rules
from processes.sit.events import CountdownOver
from processes.sit.models import Sitting, SittingState
from processes.sit.rules import Rung
from processes.sit.service import finish, journal, take, telling


@dataclass(frozen=True, slots=True)
class Away:
    """The `number`th time that the page was left; `ms` is how long, None while it lasts."""

    number: int
    ms: int | None


@dataclass(frozen=True, slots=True)
class Report:
    """What a device sends every few seconds. `client_ms` is its clock since the start, `idle_ms` since the last key
    or movement, `unsent` how many lines it holds beyond those in here."""

    client_ms: int
    idle_ms: int = 0
    unsent: int = 0
    lines: Sequence[journal.Line] = ()
    aways: Sequence[Away] = ()
    flagged: Sequence[int] | None = None
    hand_up: bool | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What the device is told. `countdown` is in seconds; `rung` the present step of the ladder and `why` its kind."""

    sequence: int
    late: int
    state: str
    switches: int
    most_switches: int
    rung: Rung
    why: str = ""
    countdown: int | None = None
    deadline: datetime | None = field(default=None)


def report(session: Session, sitting: Sitting, given: Report, *, fence: int) -> Answer:
    """Take a report of a locked sitting. Raises what `journal.record` raises."""
    plan = queries.limits(session, sitting.session_id)
    taken = journal.record(session, sitting, given.lines, fence=fence)
    if sitting.state == SittingState.RUNNING:
        _seen(session, sitting, given)
        if not finish.time_is_up(session, sitting, complete=sitting.unsent == 0):
            _ladder(session, sitting, given, most=plan.most_switches, minutes=plan.idle_minutes)
    rung, why, countdown = _standing(sitting, plan.most_switches, plan.idle_minutes)
    return Answer(
        sequence=taken.sequence,
        late=taken.late,
        state=sitting.state,
        switches=sitting.switches,
        most_switches=plan.most_switches,
        rung=rung,
        why=why,
        countdown=countdown,
        deadline=sitting.deadline,
    )


def countdown_over(session: Session, sitting: Sitting, *, kind: str, mark: int) -> None:
    """Hand in when the countdown that was begun is still running."""
    if sitting.state != SittingState.RUNNING:
        return
    if kind == "switches" and sitting.switches == mark and sitting.away_since is not None:
        finish.force(session, sitting, "switches", switches=mark, away_since=sitting.away_since.isoformat())
    if kind == "idle" and _mark(sitting) == mark and _online(sitting):
        finish.force(session, sitting, "idle", active_at=_active(sitting).isoformat())


def _seen(session: Session, sitting: Sitting, given: Report) -> None:
    now = clock.now()
    before, started = sitting.last_seen_at or now, sitting.started_at or now
    if now - before > rules.OUTAGE_AFTER:
        seconds = int((now - before).total_seconds())
        telling.note(session, sitting, "outage", seconds=seconds, since=before.isoformat())
    skewed = abs(started + timedelta(milliseconds=given.client_ms) - now) > rules.SKEW
    if skewed and not sitting.skewed:
        telling.note(session, sitting, "skewed", client_ms=given.client_ms)
    sitting.skewed, sitting.unscripted_at = skewed, None
    if sitting.deadline is None or now <= sitting.deadline:
        sitting.last_seen_at, sitting.unsent = now, given.unsent
    else:  # what was not spoken of in time can't be claimed afterwards
        sitting.unsent = min(sitting.unsent, given.unsent)
    sitting.active_at = max(_active(sitting), now - timedelta(milliseconds=given.idle_ms))
    if given.flagged is not None:
        places = paper.questions_by_place(paper.content_of(session, journal.paper_of(sitting)))
        sitting.flagged = sorted(set(given.flagged) & set(places))
    if given.hand_up is not None and given.hand_up != (sitting.hand_up_at is not None):
        sitting.hand_up_at = now if given.hand_up else None
        if not queries.noted_since(session, sitting.id, ("hand_up", "hand_down"), now - rules.AGAIN):
            telling.note(session, sitting, "hand_up" if given.hand_up else "hand_down")


def _ladder(session: Session, sitting: Sitting, given: Report, *, most: int, minutes: int) -> None:
    for away in sorted(given.aways, key=lambda one: one.number):
        _away(session, sitting, away, most)
        if sitting.state != SittingState.RUNNING:
            return
    now, active = clock.now(), _active(sitting)
    rung = rules.idle_rung(now - active, minutes)
    if rung is Rung.FORCE:
        finish.force(session, sitting, "idle", active_at=active.isoformat(), idle_minutes=minutes)
    elif rung is Rung.COUNTDOWN and (sitting.idle_warned_at is None or sitting.idle_warned_at < active):
        sitting.idle_warned_at = now
        telling.note(session, sitting, "idle_countdown", active_at=active.isoformat())
        at = active + timedelta(minutes=minutes) + rules.IDLE_COUNTDOWN
        outbox.record(session, CountdownOver(sitting_id=sitting.id, kind="idle", mark=_mark(sitting)), at=at)


def _away(session: Session, sitting: Sitting, away: Away, most: int) -> None:
    """One leaving, told twice: when it begins and when it is over. Numbers that skip are not believed."""
    now, began = clock.now(), away.number == sitting.switches + 1
    if not began and not (away.number == sitting.switches and sitting.away_since is not None):
        return
    rung = rules.switch_rung(away.number, most)
    if began:
        sitting.switches = away.number
        telling.note(session, sitting, "away", number=away.number, most=most, ms=away.ms, rung=rung.value)
    elif away.ms is not None:
        telling.note(session, sitting, "returned", number=away.number, ms=away.ms)
    too_long = rung is Rung.COUNTDOWN and (away.ms or 0) > rules.COUNTDOWN.total_seconds() * 1000
    if rung is Rung.FORCE or too_long:
        finish.force(session, sitting, "switches", switches=away.number, most=most, ms=away.ms)
        return
    if away.ms is not None:
        sitting.away_since = None
    elif began:
        sitting.away_since = now
        if rung is Rung.COUNTDOWN:
            over = CountdownOver(sitting_id=sitting.id, kind="switches", mark=away.number)
            outbox.record(session, over, at=now + rules.COUNTDOWN)


def _standing(sitting: Sitting, most: int, minutes: int) -> tuple[Rung, str, int | None]:
    if sitting.state != SittingState.RUNNING:
        return Rung.CALM, "", None
    now, active = clock.now(), _active(sitting)
    if rules.idle_rung(now - active, minutes) is Rung.COUNTDOWN:
        left = active + timedelta(minutes=minutes) + rules.IDLE_COUNTDOWN - now
        return Rung.COUNTDOWN, "idle", int(left.total_seconds())
    rung = rules.switch_rung(sitting.switches, most)
    if rung is Rung.COUNTDOWN and sitting.away_since is not None:
        return rung, "switches", int((sitting.away_since + rules.COUNTDOWN - now).total_seconds())
    return rung, "switches" if rung is not Rung.CALM else "", None


def _active(sitting: Sitting) -> datetime:
    return sitting.active_at or sitting.started_at or clock.now()


def _mark(sitting: Sitting) -> int:
    return int(_active(sitting).timestamp())


def _online(sitting: Sitting) -> bool:
    return sitting.last_seen_at is not None and clock.now() - sitting.last_seen_at <= rules.OUTAGE_AFTER


def mark(session: Session, sitting: Sitting, place: int, *, flagged: bool, hand_up: bool) -> None:
    """What a plain form says beside the answer: the mark of a question, a raised hand.

    It is a sign of life, unless the plan wants the script: then a form that comes while no report does is no presence
    but a thing for the wall. The answer is kept either way.
    """
    places = set(sitting.flagged) - {place}
    sitting.flagged = sorted(places | {place}) if flagged else sorted(places)
    now = clock.now()
    if not queries.held(session, sitting.session_id).plan.needs_script:
        sitting.last_seen_at = sitting.active_at = now
    elif not _online(sitting):
        take.without_script(session, sitting)
    if hand_up:
        sitting.hand_up_at = sitting.hand_up_at or now
