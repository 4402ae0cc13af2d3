"""The workspace of one applicant and the preview of the notice."""

from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import audit, calendar, clock
from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.platform.text import date_cn, deadline_cn, mask_phone
from processes.apply import queries as applications
from processes.apply.errors import NoSuchApplication
from processes.plans.queries import plan
from processes.review import queries, reading, workspace
from web.office.review.desk import Text, desk
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page, wants_fragment
from web.ui.views import Key

router = APIRouter(prefix="/review")
PAGE = "office/review/case.html"
MOVE = (Key(("J",), "下一份", "#next"), Key(("K",), "上一份", "#previous"))
SUBMIT = (Key(("Ctrl", "Enter"), "提交", "[data-submit]"),)
ZOOM = (Key(("Z",), "放大", "[data-zoom='in']"),)
VERDICT = (Key(("Y",), "通过", "#f-verdict"), Key(("N",), "退回", "#f-verdict-return"))
KEYS = {"material": (*VERDICT, *MOVE, *ZOOM), "conclusion": MOVE}


@router.get("/{no}")
def show(request: Request, session: DbSession, actor: Reviewer, no: str, m: str = "", done: str = "") -> Response:
    """`done`: the number of the case that was just concluded, which can still be taken back."""
    return workspace_page(request, session, actor, no, m, done=done)


@router.post("/{no}/unmask")
def unmask(request: Request, session: DbSession, actor: Reviewer, no: str, m: str = "") -> Response:
    """Show the document number whole, once; that it was looked at stays on record."""
    found = case_for(session, actor, no)
    as_whom = reading.read_as(actor, found.application)
    audit.record(session, actor, "identity.unmasked", subject=("application", found.application.id), after=as_whom)
    return workspace_page(request, session, actor, no, m, unmasked=True)


@router.get("/{no}/notice")
def notice(request: Request, session: DbSession, actor: Reviewer, no: str) -> Response:
    """What the applicant would be told if the case were returned now."""
    view = desk(session, actor, case_for(session, actor, no), "conclusion")
    application = view.case.application
    days = plan(session, application.plan_id).correction_days
    return page(
        request,
        "office/review/notice.html",
        view=view,
        passed=sum(line.state == "pass" for line in view.lines),
        due=deadline_cn(calendar.add_working_days(clock.now(), days)),
        days=days,
        submitted=date_cn(application.submitted_at or application.created_at),
        today=date_cn(clock.now()),
        phone=mask_phone(applications.phone(application)),
        errors=[],
    )


def case_for(session: Session, actor: Actor, no: str) -> workspace.Case:
    """A case of the actor's own institution or authority; any other is answered like one that is not there."""
    found = workspace.case(session, no)
    if not workspace.may_see(actor, found.application):
        raise NoSuchApplication
    return found


def workspace_page(
    request: Request,
    session: Session,
    actor: Actor,
    no: str,
    m: str = "",
    *,
    done: str = "",
    typed: Text | None = None,
    errors: Sequence[FieldError] = (),
    sentence: str | None = None,
    status: int = 200,
    unmasked: bool = False,
    block: str = "desk",
) -> Response:
    """The page, or its desk for htmx, which then also shows the address where the reviewer is now."""
    found = case_for(session, actor, no)
    if request.method == "GET" or done:
        reading.note(session, actor, found.application, "case.opened")
    view = desk(session, actor, found, m, typed=typed, errors=errors, unmasked=unmasked)
    view.sentence = sentence
    mine = queries.last_conclusion(session, found.application.id) if view.kind == "closed" else None
    can_take_back = mine is not None and mine.person_id == actor.person_id and mine.final_at > clock.now()
    response = page(
        request,
        PAGE,
        block,
        status=status,
        view=view,
        done=done,
        keys=(*KEYS.get(view.kind, (*MOVE, *ZOOM)), *SUBMIT),
        errors=list(errors),
        can_take_back=can_take_back,
        until=deadline_cn(mine.final_at) if mine is not None and can_take_back else "",
    )
    if request.method == "POST" and block == "desk" and status == 200 and wants_fragment(request):
        place = f"m={view.current.number}" if view.current else "m=conclusion"
        response.headers["HX-Push-Url"] = f"/review/{no}?{place}" + (f"&done={done}" if done else "")
    return response
