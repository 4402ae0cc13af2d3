"""Drawing a plan up, and handing it to the second person."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.catalogue import queries as catalogue
from processes.plans import queries, rules
from processes.plans.errors import NotADraft
from processes.plans.models import Plan, PlanInstitution, PlanLine, PlanPoint, PlanStatus
from processes.plans.options import STATES

PROCESS = "plan"
POLICY = (
    "first_review_days",
    "approval_days",
    "correction_days",
    "most_returns",
    "take_back_minutes",
    "sampling_percent",
    "pay_hours",
    "training_days",
    "exam_minutes",
    "late_minutes",
    "early_minutes",
    "idle_minutes",
    "most_switches",
    "most_retakes",
    "publicity_days",
)


def draw_up(session: Session, actor: Actor, values: Mapping[str, Any]) -> Plan:
    """Keep a checked draft form as a new plan, and start its process.

    Raises InvalidForm for what the form alone can't see.
    """
    _check(session, values)
    plan = Plan(drafted_by=actor.person_id)
    _fill(session, plan, values)
    variables = {"plan_id": str(plan.id), **window_variables(plan)}
    plan.instance_id = commands.start(session, actor, PROCESS, str(plan.id), variables).id
    audit.record(
        session, actor, "plan.drawn_up", subject=("plan", plan.id), instance_id=plan.instance_id, after=facts(plan)
    )
    return plan


def redraw(session: Session, actor: Actor, plan: Plan, values: Mapping[str, Any]) -> None:
    """Keep changes of a draft. Raises NotADraft, also when it was handed in a moment ago; InvalidForm."""
    plan = queries.plan(session, plan.id, lock=True)
    if plan.status != PlanStatus.DRAFT:
        raise NotADraft(title=plan.title, state=STATES[plan.status])
    _check(session, values)
    before = facts(plan)
    plan.drafted_by = actor.person_id
    for model in (PlanPoint, PlanInstitution, PlanLine):
        session.execute(delete(model).where(model.plan_id == plan.id))
    _fill(session, plan, values)
    audit.record(
        session,
        actor,
        "plan.redrawn",
        subject=("plan", plan.id),
        instance_id=plan.instance_id,
        before=before,
        after=facts(plan),
    )


@completes("plan/draft")
def hand_in(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """The draft is finished: from here on only the second person acts."""
    plan = queries.plan(ctx.work, UUID(ctx.business_key), lock=True)
    redraw(ctx.work, ctx.actor, plan, values)
    plan.status, plan.returned_reason = PlanStatus.SUBMITTED, ""
    audit.record(ctx.work, ctx.actor, "plan.handed_in", subject=("plan", plan.id), instance_id=ctx.instance_id)
    ctx.work.flush()
    return window_variables(plan)


def window_variables(plan: Plan) -> dict[str, str]:
    """The window as process variables: ISO 8601 with offset."""
    return {"opens_at": plan.opens_at.isoformat(), "closes_at": plan.closes_at.isoformat()}


def facts(plan: Plan) -> dict[str, Any]:
    """What the trail keeps of a plan."""
    policy = {name: getattr(plan, name) for name in POLICY}
    later = {
        "training_required": plan.training_required,
        "needs_script": plan.needs_script,
        "exam_from": str(plan.exam_from),
        "exam_until": str(plan.exam_until),
    }
    return {"title": plan.title, "capacity": plan.capacity, "waiting_list": plan.waiting_list, **policy, **later} | (
        window_variables(plan)
    )


def _check(session: Session, values: Mapping[str, Any]) -> None:
    institution_of = {str(point.id): str(point.institution_id) for point in catalogue.points(session)}
    problems = rules.draft_problems(values, now=clock.now(), institution_of=institution_of)
    if problems:
        raise InvalidForm(problems, values)


def _fill(session: Session, plan: Plan, values: Mapping[str, Any]) -> None:
    title = values["title"]
    # the same form sent twice at once: the second waits here, and then finds the first
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"plan {title}", 0))))
    if session.scalar(select(Plan.id).where(Plan.title == title, Plan.id != plan.id)):
        raise InvalidForm([FieldError("title", "已有同名的计划，请换一个名称，例如加上批次")], values)
    plan.title, plan.note, plan.capacity = title, values.get("note") or "", values.get("capacity")
    plan.opens_at = rules.moment(values["opens_on"], values.get("opens_time") or "00:00")
    plan.closes_at = rules.moment(values["closes_on"], values.get("closes_time") or "24:00")
    plan.waiting_list = bool(values.get("waiting_list"))
    plan.training_required = bool(values.get("training_required"))
    plan.needs_script = bool(values.get("needs_script"))
    plan.exam_from = date.fromisoformat(values["exam_from_on"])
    plan.exam_until = date.fromisoformat(values["exam_until_on"])
    for name in POLICY:
        setattr(plan, name, values[name])
    session.add(plan)
    session.flush()
    session.add_all(_lines(session, plan, values["lines"]))
    session.add_all(
        PlanInstitution(
            plan_id=plan.id, place=at, institution_id=UUID(row["institution"]), capacity=row.get("capacity")
        )
        for at, row in enumerate(values["institutions"])
    )
    institution_of = {str(point.id): point.institution_id for point in catalogue.points(session)}
    session.add_all(
        PlanPoint(
            plan_id=plan.id,
            place=at,
            point_id=UUID(row["point"]),
            institution_id=institution_of[row["point"]],
            capacity=row.get("capacity"),
        )
        for at, row in enumerate(values["points"])
    )
    session.flush()


def _lines(session: Session, plan: Plan, rows: list[Mapping[str, Any]]) -> list[PlanLine]:
    return [
        PlanLine(
            plan_id=plan.id,
            place=at,
            occupation=row["occupation"],
            occupation_name=catalogue.occupation(session, row["occupation"]).name,
            grade=row["grade"],
            capacity=row["capacity"],
        )
        for at, row in enumerate(rows)
    ]
