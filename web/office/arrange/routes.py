"""Arranging a plan: its timetable, generating sessions, solving, the difference, publishing."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands, definitions
from engine.workflow.models import WorkItem
from forms import kit
from processes.arrange import queries, service
from processes.arrange.errors import NotPublishable, OutsideWindow
from processes.arrange.models import ProposalState
from processes.catalogue.subjects import Subject
from processes.plans import queries as plans
from processes.plans.models import Plan
from web.office.arrange import forms, papers, people, proposal_view, rooms, sessions, view
from web.ui import page, redirect
from web.ui.guards import Arranger, DbSession
from web.ui.typed import TypedForm

router = APIRouter(prefix="/arrange")
PUBLISH = "arrange/publish"


@router.get("")
def index(request: Request, session: DbSession, actor: Arranger) -> Response:
    return page(request, "office/arrange/index.html", plans=view.plan_rows(session))


@router.get("/plans/{plan_id}")
def board(request: Request, session: DbSession, actor: Arranger, plan_id: UUID) -> Response:
    plan = plans.plan(session, plan_id)
    proposal = queries.open_proposal(session, plan.id)
    return page(
        request,
        "office/arrange/board.html",
        plan=plan,
        board=view.board(session, plan),
        proposal=f"/arrange/proposals/{proposal.id}" if proposal else None,
    )


@router.get("/plans/{plan_id}/generate")
def ask_generate(request: Request, session: DbSession, actor: Arranger, plan_id: UUID) -> Response:
    plan = plans.plan(session, plan_id)
    return _generate_page(request, session, plan, forms.generate_values(session, plan))


@router.post("/plans/{plan_id}/generate")
def generate(request: Request, session: DbSession, actor: Arranger, plan_id: UUID, typed: TypedForm) -> Response:
    plan = plans.plan(session, plan_id)
    checked = kit.check(forms.generate_form(session, plan), typed.text)
    if checked.errors:
        return _generate_page(request, session, plan, checked.typed, checked.errors)
    times, errors = forms.spans(checked.values, forms.subjects(session, plan))
    if errors:
        return _generate_page(request, session, plan, checked.typed, errors)
    try:
        with session.begin_nested():
            found = service.generate_sessions(session, actor, plan.id, times)
            if found.missing:
                raise InvalidForm(_lacking(session, found.missing))
    except OutsideWindow as refusal:
        return _generate_page(request, session, plan, checked.typed, [FieldError("first_on", refusal.sentence)])
    except InvalidForm as refusal:
        return _generate_page(request, session, plan, checked.typed, refusal.errors)
    made = len(found.sessions)
    sentence = f"已生成 {made} 个场次，请编排座位" if made else "现有场次的空座已经够用，没有生成新场次"
    return redirect(request, f"/arrange/plans/{plan.id}", toast=sentence)


@router.post("/plans/{plan_id}/solve")
def solve(request: Request, session: DbSession, actor: Arranger, plan_id: UUID) -> Response:
    """Have it computed; the page of the proposal shows when it is there."""
    proposal = service.ask(session, actor, plan_id)
    return redirect(request, f"/arrange/proposals/{proposal.id}")


@router.get("/proposals/{proposal_id}")
def proposal(request: Request, session: DbSession, actor: Arranger, proposal_id: UUID) -> Response:
    row = queries.proposal(session, proposal_id)
    plan = plans.plan(session, row.plan_id)
    if row.state not in (ProposalState.ASKED, ProposalState.READY):
        return redirect(request, f"/arrange/plans/{plan.id}", toast="这份编排结果已采用或已放弃")
    computing = proposal_view.is_computing(row)
    return page(
        request,
        "office/arrange/proposal.html",
        "result",
        plan=plan,
        address=f"/arrange/proposals/{row.id}",
        computing=computing,
        proposal=None if computing else proposal_view.proposal_view(session, row),
    )


@router.post("/proposals/{proposal_id}/adopt")
def adopt(request: Request, session: DbSession, actor: Arranger, proposal_id: UUID) -> Response:
    row = queries.proposal(session, proposal_id)
    changed = service.adopt(session, actor, row.id)
    return redirect(request, f"/arrange/plans/{row.plan_id}", toast=f"已采用，{changed} 个座位有变化，尚未发布")


@router.post("/proposals/{proposal_id}/drop")
def drop(request: Request, session: DbSession, actor: Arranger, proposal_id: UUID) -> Response:
    row = queries.proposal(session, proposal_id)
    service.drop(session, actor, row.id)
    return redirect(request, f"/arrange/plans/{row.plan_id}", toast="已放弃，座位没有变化")


@router.post("/plans/{plan_id}/invigilators")
def invigilators(request: Request, session: DbSession, actor: Arranger, plan_id: UUID) -> Response:
    lacking = service.appoint_all(session, actor, plans.plan(session, plan_id).id)
    sentence = f"监考员已安排，{len(lacking)} 个场次人手不够" if lacking else "监考员已全部安排"
    return redirect(request, f"/arrange/plans/{plan_id}", toast=sentence)


@router.post("/plans/{plan_id}/papers")
def assign_papers(request: Request, session: DbSession, actor: Arranger, plan_id: UUID) -> Response:
    lacking = service.assign_papers(session, actor, plan_id)
    sentence = (
        f"还有 {len(lacking)} 个场次没有试卷：没有封存的试卷，或不止一份，请在场次页面选择"
        if lacking
        else "理论场次都已指定试卷"
    )
    return redirect(request, f"/arrange/plans/{plan_id}", toast=sentence)


@router.get("/plans/{plan_id}/publish")
def ask_publish(request: Request, session: DbSession, actor: Arranger, plan_id: UUID) -> Response:
    return _publish_page(request, session, plans.plan(session, plan_id), {})


@router.post("/plans/{plan_id}/publish")
def publish(request: Request, session: DbSession, actor: Arranger, plan_id: UUID, typed: TypedForm) -> Response:
    plan = plans.plan(session, plan_id)
    checked = kit.check(_form(session), typed.text, options={"arrange.line": forms.line_options(session, plan)})
    errors = list(checked.errors)
    if not errors:
        try:
            with session.begin_nested():
                _publish(session, actor, plan, checked.values)
            return redirect(request, f"/arrange/plans/{plan.id}", toast="座位已发布，考生正在收到准考证通知")
        except InvalidForm as refusal:
            errors = refusal.errors
        except NotPublishable as refusal:
            fault = FieldError("confirmed", refusal.sentence)
            return _publish_page(request, session, plan, checked.typed, [fault], status=refusal.status)
    return _publish_page(request, session, plan, checked.typed, errors)


def _lacking(session: Session, missing: Mapping[tuple[UUID, str], int]) -> list[FieldError]:
    return [
        FieldError(
            f"{subject}_starts",
            f"{plans.line_title(plans.line(session, line))}{Subject(subject).title}还差 {count} 个座位，"
            "考场或时间不够，没有生成场次。请增加天数、开考时刻或考场",
        )
        for (line, subject), count in missing.items()
    ]


def _publish(session: Session, actor: Actor, plan: Plan, values: dict[str, Any]) -> None:
    """Through the open round of arranging where there is one."""
    item = _task(session, actor, plan)
    if item is not None:
        commands.complete(session, actor, item.id, values)
        return
    service.publish(session, actor, plan.id, {UUID(each) for each in values.get("lines") or ()} or None)


def _task(session: Session, actor: Actor, plan: Plan) -> WorkItem | None:
    items = commands.open_items(session, actor, business_key=str(plan.id))
    return next((item for item in items if item.form_key == PUBLISH), None)


def _form(session: Session) -> kit.Form:
    return kit.load(definitions.form(session, definitions.active(session).hash, PUBLISH))


def _publish_page(
    request: Request,
    session: Session,
    plan: Plan,
    values: dict[str, Any],
    errors: list[FieldError] | None = None,
    *,
    status: int = 422,
) -> Response:
    options = {"arrange.line": forms.line_options(session, plan)}
    return page(
        request,
        "office/arrange/publish.html",
        status=status if errors else 200,
        plan=plan,
        ready=service.problems(session, plan.id),
        form=kit.view(_form(session), values, errors or [], options),
        errors=errors or [],
    )


def _generate_page(
    request: Request, session: Session, plan: Plan, values: dict[str, Any], errors: list[FieldError] | None = None
) -> Response:
    return page(
        request,
        "office/arrange/form.html",
        status=422 if errors else 200,
        form=kit.view(forms.generate_form(session, plan), values, errors or []),
        errors=errors or [],
        back=(f"/arrange/plans/{plan.id}", plan.title),
        action=f"/arrange/plans/{plan.id}/generate",
    )


for part in (rooms, sessions, people, papers):
    router.include_router(part.router)
