"""At the door: who is let in, who is absent, whose exam is put off."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock, notices
from engine.platform.people import Actor
from engine.platform.text import datetime_cn
from processes.sit import queries
from processes.sit.errors import NotLateYet, TooLate, WrongState
from processes.sit.models import Sitting, SittingState
from processes.sit.service import telling


def admit(
    session: Session, actor: Actor, sitting: Sitting, *, chief: bool, override: bool = False, reason: str = ""
) -> None:
    """The invigilator has compared card, portrait and person. After the late limit only a chief lets in, with a
    reason. Raises WrongState, TooLate, ChiefOnly, ReasonWanted, OwnSitting."""
    telling.not_own(actor, sitting)
    if sitting.state == SittingState.ADMITTED:
        return
    if sitting.state != SittingState.EXPECTED:
        raise WrongState(state=telling.STATES[sitting.state], deed="登记入场")
    held = queries.held(session, sitting.session_id)
    now, late = clock.now(), held.plan.late_minutes
    if now > held.session.ends_at:
        raise WrongState(state="考试已结束", deed="登记入场")
    how = "id_card"
    if now > held.session.starts_at + timedelta(minutes=late):
        if not override:
            raise TooLate(minutes=late)
        telling.by_chief(chief)
        how, reason = "override", telling.reasoned(reason)
    sitting.state, sitting.admitted_at, sitting.admitted_how = SittingState.ADMITTED, now, how
    telling.note(session, sitting, "admitted", actor=actor, reason=reason, how=how)
    telling.record(session, actor, "sitting.admitted", sitting, reason=reason, how=how)


def mark_absent(session: Session, actor: Actor, sitting: Sitting) -> None:
    """Raises WrongState, NotLateYet before the late limit, OwnSitting."""
    telling.not_own(actor, sitting)
    if sitting.state == SittingState.ABSENT:
        return
    if sitting.state != SittingState.EXPECTED:
        raise WrongState(state=telling.STATES[sitting.state], deed="登记缺考")
    held = queries.held(session, sitting.session_id)
    limit = held.session.starts_at + timedelta(minutes=held.plan.late_minutes)
    if clock.now() <= limit:
        raise NotLateYet(until=datetime_cn(limit))
    absent(session, actor, sitting)


def mark_all_absent(session: Session, actor: Actor, session_id: UUID) -> int:
    """Everybody who has not come; returns how many. Raises NotLateYet."""
    expected = [one for one in queries.placed(session, session_id) if one.sitting.state == SittingState.EXPECTED]
    for one in expected:
        mark_absent(session, actor, queries.sitting(session, one.sitting.id, lock=True))
    return len(expected)


def absent(session: Session, actor: Actor, sitting: Sitting) -> None:
    """Whoever never began is absent; the case learns of it at once."""
    sitting.state = SittingState.ABSENT
    telling.note(session, sitting, "absent", actor=actor)
    telling.record(session, actor, "sitting.absent", sitting)
    notices.send(
        session,
        sitting.person_id,
        "sitting.absent",
        title="已登记缺考",
        body="您没有在规定时间入场，本场已登记缺考。能否补考，请在“我的办理”查看。",
        link="/my",
    )
    telling.tell(session, sitting)


def postpone(session: Session, actor: Actor, sitting: Sitting, *, chief: bool, reason: str) -> None:
    """Put the exam off, approved by the chief, before it ends. Raises WrongState, ChiefOnly, ReasonWanted."""
    telling.not_own(actor, sitting)
    telling.by_chief(chief)
    reason = telling.reasoned(reason)
    if sitting.state not in (SittingState.EXPECTED, SittingState.ADMITTED, SittingState.RUNNING):
        raise WrongState(state=telling.STATES[sitting.state], deed="办理缓考")
    before, sitting.state = sitting.state, SittingState.POSTPONED
    sitting.receipt = sitting.head or None
    telling.note(session, sitting, "postponed", actor=actor, reason=reason)
    telling.record(session, actor, "sitting.postponed", sitting, before=before, reason=reason)
    notices.send(
        session,
        sitting.person_id,
        "sitting.postponed",
        title="缓考已批准",
        body=f"监考组长已批准您缓考：{reason}。新的考试时间确定后会通知您。",
        link="/my",
    )
    telling.tell(session, sitting)
