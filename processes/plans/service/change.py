"""Changing a published plan: only wider, with a reason, approved by a second person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import audit, clock, notices, outbox
from engine.platform.people import Actor
from engine.platform.text import date_cn
from engine.workflow import commands
from processes.plans import queries, rules
from processes.plans.errors import (
    ChangePending,
    IntoTheExam,
    NoChangePending,
    NotPublished,
    OnlyEnlarging,
    PlanOver,
    SamePerson,
)
from processes.plans.events import PlanChanged
from processes.plans.models import ChangeStatus, Counted, Plan, PlanChange, PlanStatus
from processes.plans.service.draft import window_variables
from processes.plans.service.places import move_waiting_list


@dataclass(frozen=True, slots=True)
class Wanted:
    """The window and the head-counts as they shall be. `capacities` are by key, see `counted`; None is no limit."""

    opens_at: datetime
    closes_at: datetime
    capacities: Mapping[str, int | None]


def counted(session: Session, plan: Plan) -> Iterator[tuple[str, str, Counted]]:
    """Every head-count of a plan: key, what people read, row."""
    yield "plan", "计划总名额", plan
    for line in queries.lines(session, plan.id):
        yield f"line_{line.place}", queries.line_title(line), line
    for each in queries.institutions(session, plan.id):
        yield f"institution_{each.row.place}", each.institution.name, each.row
    for at in queries.points(session, plan.id):
        yield f"point_{at.row.place}", f"{at.institution.short_name} · {at.point.name}", at.row


def request_change(session: Session, actor: Actor, plan: Plan, wanted: Wanted, *, reason: str) -> PlanChange | None:
    """Ask for a change; None when nothing would change.

    Raises NotPublished, PlanOver, ChangePending, OnlyEnlarging.
    """
    refuse_unchangeable(session, plan)
    changed = _differences(session, plan, wanted)
    if not changed:
        return None
    change = PlanChange(plan_id=plan.id, wanted=changed, reason=reason, requested_by=actor.person_id)
    session.add(change)
    session.flush()
    audit.record(
        session,
        actor,
        "plan.change_requested",
        subject=("plan", plan.id),
        instance_id=plan.instance_id,
        after={**changed, "reason": reason},
    )
    return change


def approve_change(session: Session, actor: Actor, plan: Plan) -> None:
    """Make the pending change true, have the plan's timers set anew, and offer what became free.

    Raises NoChangePending, SamePerson, PlanOver, OnlyEnlarging when the plan has moved on since.
    """
    wanted = _pending(session, actor, plan).wanted
    # the process first, then the rows: the order in which everybody locks
    commands.correlate(session, "plan.changed", str(plan.id), _window_after(plan, wanted))
    plan = queries.plan(session, plan.id, lock=True)
    change = _pending(session, actor, plan)  # again: somebody else may have decided while we waited
    _changeable(plan)
    before = {"opens_at": plan.opens_at.isoformat(), "closes_at": plan.closes_at.isoformat()}
    window = _window_after(plan, change.wanted)
    after = datetime.fromisoformat(window["opens_at"]), datetime.fromisoformat(window["closes_at"])
    _refuse_shrinking(plan, *after)
    plan.opens_at, plan.closes_at = after
    for key, title, row in counted(session, plan):
        if key in change.wanted["capacities"]:
            capacity = change.wanted["capacities"][key]
            if rules.shrinks(row.capacity, capacity):
                raise OnlyEnlarging(what=f"{title}的人数不能减少")
            before[key] = str(row.capacity)
            row.capacity = capacity
    _decided(session, actor, plan, change, ChangeStatus.APPROVED, before=before)
    outbox.record(session, PlanChanged(plan_id=plan.id, opens_at=plan.opens_at, closes_at=plan.closes_at))
    move_waiting_list(session, plan.id)


def refuse_change(session: Session, actor: Actor, plan: Plan, *, answer: str) -> None:
    """Refuse the pending change with a reason. Raises NoChangePending, SamePerson."""
    queries.plan(session, plan.id, lock=True)
    change = _pending(session, actor, plan)
    change.answer = answer
    _decided(session, actor, plan, change, ChangeStatus.REFUSED, before={})


def refuse_unchangeable(session: Session, plan: Plan) -> None:
    """Raises NotPublished, PlanOver, ChangePending when no change can be asked for now."""
    _changeable(plan)
    if queries.pending_change(session, plan.id):
        raise ChangePending(title=plan.title)


def _changeable(plan: Plan) -> None:
    if plan.status in (PlanStatus.DRAFT, PlanStatus.SUBMITTED):
        raise NotPublished(title=plan.title)
    if plan.status == PlanStatus.CLOSED or plan.closes_at <= clock.now():
        raise PlanOver(title=plan.title)


def _differences(session: Session, plan: Plan, wanted: Wanted) -> dict[str, Any]:
    _refuse_shrinking(plan, wanted.opens_at, wanted.closes_at)
    capacities = {}
    for key, title, row in counted(session, plan):
        capacity = wanted.capacities.get(key)
        if rules.shrinks(row.capacity, capacity):
            raise OnlyEnlarging(what=f"{title}的人数不能减少")
        if capacity != row.capacity:
            capacities[key] = capacity
    changed: dict[str, Any] = {"capacities": capacities}
    if wanted.opens_at != plan.opens_at:
        changed["opens_at"] = wanted.opens_at.isoformat()
    if wanted.closes_at != plan.closes_at:
        changed["closes_at"] = wanted.closes_at.isoformat()
    return changed if len(changed) > 1 or capacities else {}


def _refuse_shrinking(plan: Plan, opens_at: datetime, closes_at: datetime) -> None:
    lost = rules.window_shrinks((plan.opens_at, plan.closes_at), (opens_at, closes_at), now=clock.now())
    if lost:
        raise OnlyEnlarging(what=lost)
    if closes_at > datetime.combine(plan.exam_from, time(), clock.SHANGHAI):
        raise IntoTheExam(day=date_cn(plan.exam_from))


def _window_after(plan: Plan, wanted: Mapping[str, Any]) -> dict[str, str]:
    return {name: wanted.get(name, now) for name, now in window_variables(plan).items()}


def _pending(session: Session, actor: Actor, plan: Plan) -> PlanChange:
    change = queries.pending_change(session, plan.id)
    if change is None:
        raise NoChangePending
    if change.requested_by == actor.person_id:
        raise SamePerson
    return change


def _decided(
    session: Session, actor: Actor, plan: Plan, change: PlanChange, status: ChangeStatus, *, before: dict[str, Any]
) -> None:
    change.status, change.decided_by, change.decided_at = status, actor.person_id, clock.now()
    approved = status == ChangeStatus.APPROVED
    audit.record(
        session,
        actor,
        "plan.change_approved" if approved else "plan.change_refused",
        subject=("plan", plan.id),
        instance_id=plan.instance_id,
        before=before,
        after={**change.wanted, "answer": change.answer},
    )
    notices.send(
        session,
        change.requested_by,
        "plan.change_decided",
        title=f"计划“{plan.title}”的变更{'已获批准' if approved else '未获批准'}",
        body="变更已生效。" if approved else f"原因：{change.answer}。",
        link=f"/plans/{plan.id}",
    )
    session.flush()
