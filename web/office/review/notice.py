"""The one notice as it would be sent: shown before it goes out, and again when anything in it has changed."""

import hashlib
import json
from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import calendar, clock
from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.platform.text import date_cn, deadline_cn, mask_phone
from processes.apply import queries as applications
from processes.plans.queries import plan
from processes.review.queries import Fault
from processes.review.rules import STEPS
from web.office.review.case import SUBMIT, case_for, workspace_page
from web.office.review.desk import desk
from web.office.review.view import Desk
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page
from web.ui.typed import Typed, TypedForm
from web.ui.views import Key

router = APIRouter(prefix="/review")
KEYS = (Key(("B",), "返回修改", "#back"), *SUBMIT)


@router.get("/{no}/notice")
def show(request: Request, session: DbSession, actor: Reviewer, no: str) -> Response:
    """What the applicant would be told if the case were returned now."""
    return notice_page(request, session, actor, no, Typed({}, {}))


@router.post("/{no}/notice")
def preview(request: Request, session: DbSession, actor: Reviewer, no: str, typed: TypedForm) -> Response:
    """The same with the declared steps that are typed in the conclusion, or typed anew in the preview."""
    return notice_page(request, session, actor, no, typed)


def notice_page(
    request: Request,
    session: Session,
    actor: Actor,
    no: str,
    typed: Typed,
    *,
    errors: Sequence[FieldError] = (),
    status: int = 200,
) -> Response:
    """The preview with the declared steps that were typed in it. Its form names, by `seen`, what it has shown."""
    view = desk(session, actor, case_for(session, actor, no), "conclusion", typed=typed.text)
    if view.entry is None:
        return workspace_page(request, session, actor, no)  # which says why
    application = view.case.application
    days = plan(session, application.plan_id).correction_days
    faults = faults_with(view, typed)
    steps = [(f"{step}_fault", title, typed.first(f"{step}_fault")) for step, title in STEPS.items()]
    return page(
        request,
        "office/review/notice.html",
        "desk",
        status=status,
        view=view,
        faults=faults,
        seen=digest(faults),
        steps=steps,
        typed_steps=any(text for _, _, text in steps),
        passed=sum(line.state == "pass" for line in view.lines),
        due=deadline_cn(calendar.add_working_days(clock.now(), days)),
        days=days,
        submitted=date_cn(application.submitted_at or application.created_at),
        today=date_cn(clock.now()),
        phone=mask_phone(applications.phone(application)),
        keys=KEYS,
        errors=list(errors),
    )


def faults_with(view: Desk, typed: Typed) -> list[Fault]:
    """Everything that would go out: the faulted materials, and the declared steps as they are typed."""
    found = [fault for fault in view.faults if not fault.step]
    said = {step: typed.first(f"{step}_fault").strip() for step in STEPS}
    return [*found, *(Fault(title, "", said[step], step=step) for step, title in STEPS.items() if said[step])]


def digest(faults: Sequence[Fault]) -> str:
    """What a preview has shown, in short; the same for the same faults."""
    told = json.dumps([fault.as_item() for fault in faults], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(told.encode()).hexdigest()[:32]


def unseen(view: Desk, typed: Typed) -> str:
    """Why the notice has to be shown, or shown again, before it goes out; empty when it was seen as it is."""
    if not typed.first("seen"):
        return "shown first"
    if typed.first("seen") != digest(faults_with(view, typed)):
        return "告知内容有变化，请再核对一遍"
    return "" if typed.first("ok") else "请先核对告知书，勾选已核对后再发出"
