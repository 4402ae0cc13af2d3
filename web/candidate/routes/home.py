"""The candidate's home: what is to be done, one's cases, open plans; and beginning an application."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import NotFound
from engine.platform.people import Actor
from engine.platform.text import date_cn, deadline_cn
from processes.apply import offers, queries, service
from processes.apply.models import Application
from processes.plans import queries as plans
from processes.plans.models import Plan, PlanLine
from processes.questions import queries as written
from web.candidate import progress
from web.candidate.filling import chosen_line
from web.candidate.forms import line_id
from web.candidate.standing import Standing
from web.candidate.turn import Now, remaining
from web.candidate.wizard import resume
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag

router = APIRouter()


@router.get("")
def home(request: Request, session: DbSession, actor: Candidate) -> Response:
    mine, offered = queries.mine(session, actor.person_id), plans.open_lines(session)
    known = {plan.id: plan for plan, _ in offered}
    titles = _titles(session, mine, offered)
    standing = [
        (application, progress.now_of(Standing(session, application, plan=known.get(application.plan_id))))
        for application in mine
    ]
    todos = [_todo(application, titles[application.id], now) for application, now in standing if now.href]
    return page(
        request,
        "candidate/home.html",
        heading=_heading(actor, len(todos)),
        todos=todos,
        cases=[_case(application, titles[application.id], now) for application, now in standing],
        plans=[_offer(plan, line) for plan, line in offered],
        questions=_questions(session, actor),
    )


def _titles(session: Session, mine: Sequence[Application], offered: Sequence[tuple[Plan, PlanLine]]) -> dict[UUID, str]:
    """What each application is for, by its id: the line once it is chosen, else the plan."""
    lines, open_plans = {line.id: line for _, line in offered}, {plan.id: plan.title for plan, _ in offered}
    chosen = {application.id: chosen_line(application) for application in mine}
    elsewhere = {line for line in chosen.values() if line is not None} - lines.keys()
    if elsewhere:
        lines |= plans.lines_named(session, elsewhere)
    found = {}
    for application in mine:
        wanted, plan_id = chosen[application.id], application.plan_id
        if wanted in lines:
            found[application.id] = plans.line_title(lines[wanted])
        else:
            found[application.id] = open_plans.get(plan_id) or plans.plan(session, plan_id).title
    return found


@router.post("/applications/start")
def start(request: Request, session: DbSession, actor: Candidate, typed: TypedForm) -> Response:
    """Begin an application, or go on with the draft there is. Takes `plan_id`, and `plan_line_id` when chosen."""
    plan_id, wanted = line_id(typed.first("plan_id")), line_id(typed.first("plan_line_id"))
    if plan_id is None:
        raise NotFound
    application = service.start(session, actor, plan_id=plan_id, plan_line_id=wanted)
    return redirect(request, resume(application))


def _heading(actor: Actor, todo: int) -> str:
    name = f"{actor.name}，" if actor.name else ""
    return f"{name}您有 {todo} 件事要办" if todo else f"{name}您现在没有要办的事"


def _questions(session: Session, actor: Actor) -> str:
    """How many questions one wrote for the bank, and how many came back; empty without any."""
    counts = written.counts_of(session, actor.person_id)
    back = counts.get("returned", 0)
    return f"已编写 {sum(counts.values())} 道" + (f"，{back} 道待修改" if back else "") if counts else ""


def _todo(application: Application, title: str, now: Now) -> dict[str, Any]:
    return {
        "title": now.title.removeprefix("现在轮到您："),
        "subject": title,
        "text": now.text,
        "tag": now.tag,
        "href": now.href,
        "action": now.action,
        "case": f"/my/cases/{application.no}",
    }


def _case(application: Application, title: str, now: Now) -> dict[str, Any]:
    begun = application.submitted_at or application.created_at
    return {
        "title": title,
        "href": f"/my/cases/{application.no}",
        "no": application.no,
        "note": f"{date_cn(begun)}{'提交' if application.submitted_at else '开始填写'}",
        "tag": Tag("填写中", "info") if application.submitted_at is None and now.href else now.tag,
    }


def _offer(plan: Plan, line: PlanLine) -> dict[str, Any]:
    offer = offers.offer_of(plan, line)
    left = remaining(plan.closes_at)
    soon = left if "小时" in left.text or left.text in ("剩 1 天", "剩 2 天") else Tag("报名中", "ok")
    return {
        "title": offer.title,
        "href": f"/open/{plan.id}",
        "plan_id": plan.id,
        "line_id": offer.line_id,
        "tag": Tag("名额已满") if offer.left == 0 else soon,
        "facts": [
            Row("计划", plan.title),
            Row("报名", f"{date_cn(plan.opens_at)}—{deadline_cn(plan.closes_at)}"),
            Row("名额", offer.note),
        ],
        "may_start": not offer.is_full,
    }
