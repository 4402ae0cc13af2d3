"""Changes of a published plan: asked for by one person, decided by another."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.errors import FieldError
from engine.platform.people import Actor
from forms import kit
from processes.plans import change_form, queries, rules
from processes.plans.errors import NoChangePending, OnlyEnlarging, SamePerson
from processes.plans.models import Plan
from processes.plans.service import change as service
from processes.plans.service.approve import APPROVE
from web.office import plans
from web.ui import page, redirect
from web.ui.guards import DbSession, PlanApprover, Planner
from web.ui.typed import TypedForm

router = APIRouter(prefix="/plans/{plan_id}/change")


@router.get("")
def ask(request: Request, session: DbSession, actor: Planner, plan_id: UUID) -> Response:
    plan = queries.plan(session, plan_id)
    service.refuse_unchangeable(session, plan)
    return _draw(request, session, plan, change_form.present_values(session, plan))


@router.post("")
def request_change(request: Request, session: DbSession, actor: Planner, plan_id: UUID, typed: TypedForm) -> Response:
    plan = queries.plan(session, plan_id)
    checked = kit.check(change_form.change_form(session, plan), typed.text)
    errors = checked.errors or _window_errors(plan, checked.values)
    if errors:
        return _draw(request, session, plan, checked.typed, errors)
    wanted = change_form.wanted(session, plan, checked.values)
    try:
        change = service.request_change(session, actor, plan, wanted, reason=checked.values["reason"])
    except OnlyEnlarging as refusal:
        return _draw(request, session, plan, checked.typed, [FieldError("closes_on", refusal.sentence)])
    if change is None:
        sentence = "没有要变更的内容。请修改时间或人数后再提交"
        return _draw(request, session, plan, checked.typed, [FieldError("closes_on", sentence)])
    return redirect(request, f"/plans/{plan.id}", toast="变更申请已提交，等待另一位审批员审批")


@router.get("/answer")
def consider(request: Request, session: DbSession, actor: PlanApprover, plan_id: UUID) -> Response:
    plan = queries.plan(session, plan_id)
    _decidable(session, actor, plan)
    return _answer(request, session, actor, plan, {})


@router.post("/answer")
def answer(request: Request, session: DbSession, actor: PlanApprover, plan_id: UUID, typed: TypedForm) -> Response:
    plan = queries.plan(session, plan_id)
    _decidable(session, actor, plan)
    checked = kit.check(change_form.ANSWER, typed.text)
    if not checked.ok:
        return _answer(request, session, actor, plan, checked.typed, checked.errors)
    if checked.values["decision"] == APPROVE:
        service.approve_change(session, actor, plan)
        return redirect(request, f"/plans/{plan.id}", toast="已同意，变更已生效")
    service.refuse_change(session, actor, plan, answer=checked.values["reason"])
    return redirect(request, f"/plans/{plan.id}", toast="已答复，计划不变")


def _window_errors(plan: Plan, values: dict[str, Any]) -> list[FieldError]:
    """The form leaves the beginning out once it is past; the end is checked against it all the same."""
    opens_on, opens_time = rules.day_and_time(plan.opens_at, closing=False)
    return rules.window_problems({"opens_on": opens_on, "opens_time": opens_time} | values, now=clock.now())


def _decidable(session: Session, actor: Actor, plan: Plan) -> None:
    pending = queries.pending_change(session, plan.id)
    if pending is None:
        raise NoChangePending
    if pending.requested_by == actor.person_id:
        raise SamePerson


def _draw(
    request: Request, session: Session, plan: Plan, values: dict[str, Any], errors: list[FieldError] | None = None
) -> Response:
    form = kit.view(change_form.change_form(session, plan), values, errors or [])
    return page(
        request,
        "office/plan_change.html",
        status=422 if errors else 200,
        form=form,
        errors=errors or [],
        title=plan.title,
        action=f"/plans/{plan.id}/change",
        back=f"/plans/{plan.id}",
    )


def _answer(
    request: Request,
    session: Session,
    actor: Actor,
    plan: Plan,
    values: dict[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    view = plans.plan_page(session, actor, plan)
    return page(
        request,
        "office/plan_decide.html",
        status=422 if errors else 200,
        form=kit.view(change_form.ANSWER, values, errors or []),
        errors=errors or [],
        plan=view,
        change=view.changes[0],
        action=f"/plans/{plan.id}/change/answer",
    )
