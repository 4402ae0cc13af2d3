"""The workspace of one applicant."""

from collections.abc import Sequence

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import audit, clock
from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.platform.text import deadline_cn
from engine.workflow.errors import AlreadyDone
from processes.apply.errors import NoSuchApplication
from processes.review import queries, reading, workspace
from processes.review.at_hand import at_hand
from processes.review.errors import OwnApplication
from web.office.review.desk import Text, desk
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page, wants_fragment
from web.ui.views import Key

router = APIRouter(prefix="/review")
PAGE = "office/review/case.html"
VERDICT = (
    Key(("Y",), "通过，看下一份", "#pass"),
    Key(("N",), "退回", "#return:not([open]) > summary, #return [data-first]"),
    Key(("1—9",), "插入常用语", shown=False),
)
MOVE = (Key(("J",), "下一份", "#next", shown=False), Key(("K",), "上一份", "#previous", shown=False))
VIEW = (
    Key(("Z",), "放大", "[data-zoom='in']"),
    Key(("X",), "缩小", "[data-zoom='out']", shown=False),
    Key(("R",), "旋转", "[data-zoom='turn']"),
    Key(("0",), "还原", "[data-zoom='reset']", shown=False),
    Key(("]",), "下一页", "[data-zoom='next']", shown=False),
    Key(("[",), "上一页", "[data-zoom='previous']", shown=False),
)
TALK = (Key(("M",), "内部留言", "#comments:not([open]) > summary, #f-comment"),)
PREVIEW = (Key(("P",), "预览告知", "#preview", shown=False),)
SUBMIT = (Key(("Ctrl", "Enter"), "提交", "[data-submit]"),)
KEYS = {"material": (*VERDICT, *MOVE, *VIEW), "conclusion": (*MOVE, *PREVIEW)}


@router.get("/{no}")
def show(request: Request, session: DbSession, actor: Reviewer, no: str, m: str = "", done: str = "") -> Response:
    """`done`: the number of the case that was just concluded, which can still be taken back."""
    return workspace_page(request, session, actor, no, m, done=done)


@router.post("/{no}/unmask")
def unmask(request: Request, session: DbSession, actor: Reviewer, no: str, m: str = "") -> Response:
    """Show the document number whole, once; that it was looked at stays on record."""
    found = case_for(session, actor, no)
    waits = at_hand(session, actor, found.application)
    if waits.entry is None:
        raise waits.refusal or AlreadyDone()
    as_whom = reading.read_as(actor, found.application)
    audit.record(session, actor, "identity.unmasked", subject=("application", found.application.id), after=as_whom)
    return workspace_page(request, session, actor, no, m, unmasked=True)


def case_for(session: Session, actor: Actor, no: str) -> workspace.Case:
    """A case of the actor's own institution or authority; any other is answered like one that is not there.

    Raises NoSuchApplication, and OwnApplication for the applicant, who is no reviewer of himself in any role.
    """
    found = workspace.case(session, no)
    if not workspace.may_see(actor, found.application):
        raise NoSuchApplication
    if found.application.person_id == actor.person_id:
        raise OwnApplication
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
    said: bool = False,
    told: str = "",
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
        keys=keys_of(view.kind),
        errors=list(errors),
        said=said,
        told=told,
        can_take_back=can_take_back,
        until=deadline_cn(mine.final_at) if mine is not None and can_take_back else "",
    )
    if request.method == "POST" and block == "desk" and status == 200 and wants_fragment(request):
        response.headers["HX-Push-Url"] = f"/review/{no}?m={view.at}" + (f"&done={done}" if done else "")
    return response


def keys_of(kind: str) -> tuple[Key, ...]:
    """The shortcuts of a desk."""
    talk = () if kind == "blind" else TALK
    return (*KEYS.get(kind, (*MOVE, *VIEW)), *talk, *SUBMIT)
