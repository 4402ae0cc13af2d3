"""Plans: list, draw up, edit, decide, change."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands
from forms import kit
from processes.plans import queries
from processes.plans.errors import NotADraft
from processes.plans.models import Plan, PlanStatus
from processes.plans.options import NEW, STATES, draft_options, draft_values
from processes.plans.service import draft
from web.office import plans
from web.office.plan_tasks import NothingToDecide, form_of, task_of
from web.ui import page, redirect
from web.ui.guards import DbSession, PlanApprover, PlanDesk, Planner
from web.ui.typed import TypedForm
from web.ui.views import pager

router = APIRouter(prefix="/plans")
SIZE = 20


@router.get("")
def index(
    request: Request,
    session: DbSession,
    actor: PlanDesk,
    status: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    known = status if status in set(PlanStatus) else ""
    counts = queries.counts(session)
    total = counts.get(known, 0) if known else sum(counts.values())
    rows = queries.plans(session, [known] if known else [], limit=SIZE, offset=(number - 1) * SIZE)
    return page(
        request,
        "office/plans.html",
        "list",
        plans=plans.plan_links(session, rows),
        chips=plans.chips(session, known),
        pager=pager(request.url, page=number, total=total, size=SIZE),
        may_draw_up=actor.has_role(plans.PLANNER),
    )


@router.get("/new")
def new(request: Request, session: DbSession, actor: Planner) -> Response:
    return _draw(request, session, None, dict(NEW))


@router.post("/new")
def draw_up(request: Request, session: DbSession, actor: Planner, typed: TypedForm) -> Response:
    return _keep(request, session, actor, None, typed)


@router.get("/{plan_id}")
def show(request: Request, session: DbSession, actor: PlanDesk, plan_id: UUID) -> Response:
    plan = queries.plan(session, plan_id)
    return page(request, "office/plan.html", plan=plans.plan_page(session, actor, plan))


@router.get("/{plan_id}/edit")
def edit(request: Request, session: DbSession, actor: Planner, plan_id: UUID) -> Response:
    plan = _draft(session, plan_id)
    return _draw(request, session, plan, draft_values(session, plan))


@router.post("/{plan_id}/edit")
def save(request: Request, session: DbSession, actor: Planner, plan_id: UUID, typed: TypedForm) -> Response:
    return _keep(request, session, actor, _draft(session, plan_id), typed)


@router.get("/{plan_id}/approve")
def consider(request: Request, session: DbSession, actor: PlanApprover, plan_id: UUID) -> Response:
    return _decision(request, session, actor, _submitted(session, plan_id), {})


@router.post("/{plan_id}/approve")
def decide(request: Request, session: DbSession, actor: PlanApprover, plan_id: UUID, typed: TypedForm) -> Response:
    plan = _submitted(session, plan_id)
    checked = kit.check(form_of(session, "plan/approve", plan), typed.text)
    if not checked.ok:
        return _decision(request, session, actor, plan, checked.typed, checked.errors)
    commands.complete(session, actor, task_of(session, actor, plan, "plan/approve").id, checked.values)
    approved = checked.values["decision"] == "approve"
    sentence = "已同意，计划已发布" if approved else "已退回，拟定人会收到通知"
    return redirect(request, f"/plans/{plan.id}", toast=sentence)


def _draft(session: Session, plan_id: UUID) -> Plan:
    plan = queries.plan(session, plan_id)
    if plan.status != PlanStatus.DRAFT:
        raise NotADraft(title=plan.title, state=STATES[plan.status])
    return plan


def _submitted(session: Session, plan_id: UUID) -> Plan:
    plan = queries.plan(session, plan_id)
    if plan.status != PlanStatus.SUBMITTED:
        raise NothingToDecide(title=plan.title, state=STATES[plan.status])
    return plan


def _keep(request: Request, session: Session, actor: Actor, plan: Plan | None, typed: TypedForm) -> Response:
    """Add or take away a row, keep the draft (`later`), or hand it in. A refusal keeps what was typed."""
    form, options = form_of(session, "plan/draft", plan), draft_options(session)
    rearranged = kit.rearranged(form, typed.text)
    if rearranged is not None:
        return _draw(request, session, plan, rearranged)
    checked = kit.check(form, typed.text, options=options)
    errors = checked.errors
    if not errors:
        try:
            with session.begin_nested():
                kept = _write(session, actor, plan, checked.values, hand_in=not typed.first("later"))
            sentence = "草稿已保存" if typed.first("later") else "已提交，等待另一位审批员审批"
            return redirect(request, f"/plans/{kept.id}", toast=sentence)
        except InvalidForm as refusal:
            errors = refusal.errors
    return _draw(request, session, plan, checked.typed, errors)


def _write(session: Session, actor: Actor, plan: Plan | None, values: dict[str, Any], *, hand_in: bool) -> Plan:
    if plan is None:
        plan = draft.draw_up(session, actor, values)
    elif not hand_in:
        draft.redraw(session, actor, plan, values)
    if hand_in:
        commands.complete(session, actor, task_of(session, actor, plan, "plan/draft").id, values)
    return plan


def _draw(
    request: Request,
    session: Session,
    plan: Plan | None,
    values: dict[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    form = kit.view(form_of(session, "plan/draft", plan), values, errors or [], draft_options(session))
    return page(
        request,
        "office/plan_edit.html",
        "form",
        status=422 if errors else 200,
        form=form,
        sections=plans.sections(form),
        errors=errors or [],
        plan=plan,
        returned=plan.returned_reason if plan else "",
        action=f"/plans/{plan.id}/edit" if plan else "/plans/new",
        back=f"/plans/{plan.id}" if plan else "/plans",
    )


def _decision(
    request: Request,
    session: Session,
    actor: Actor,
    plan: Plan,
    values: dict[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    task_of(session, actor, plan, "plan/approve")  # four eyes: refused here, not only at the end
    return page(
        request,
        "office/plan_decide.html",
        status=422 if errors else 200,
        form=kit.view(form_of(session, "plan/approve", plan), values, errors or []),
        errors=errors or [],
        plan=plans.plan_page(session, actor, plan),
        change=None,
        action=f"/plans/{plan.id}/approve",
    )
