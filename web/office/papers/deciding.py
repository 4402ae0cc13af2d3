"""Looking through an assembled paper, checking it, and the second person's decision."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.workflow import commands
from forms import kit
from processes.papers import queries
from processes.papers.models import Paper, PaperStatus
from processes.papers.printing.heading import letters, sections
from processes.papers.service import decide, sealed
from web.office.papers import view
from web.office.papers.tasks import form_of, task_of
from web.ui import page, redirect
from web.ui.guards import Assembler, DbSession, PaperDesk, requires
from web.ui.typed import TypedForm

router = APIRouter(prefix="/papers/{paper_id}")
Approver = Annotated[Actor, Depends(requires(view.APPROVER))]
CHECKED = {
    decide.SUBMIT: "已提交，等待另一位审批员审批",
    decide.AGAIN: "已退回蓝图，修改后可再次组卷",
    decide.DISCARD: "这份试卷已作废",
}


@router.get("/preview")
def preview(request: Request, session: DbSession, actor: PaperDesk, paper_id: UUID) -> Response:
    """The questions with their answers, until the paper is sealed. Raises PaperSealed."""
    paper = queries.paper(session, paper_id)
    content = sealed.preview(session, actor, paper)
    return page(request, "office/papers/preview.html", paper=paper, sections=list(sections(content)), letters=letters)


@router.get("/check")
def look(request: Request, session: DbSession, actor: Assembler, paper_id: UUID) -> Response:
    return _decision(request, session, actor, queries.paper(session, paper_id), "check", {})


@router.post("/check")
def check(request: Request, session: DbSession, actor: Assembler, paper_id: UUID, typed: TypedForm) -> Response:
    paper = queries.paper(session, paper_id)
    done = _decide(request, session, actor, paper, "check", typed)
    return done if isinstance(done, Response) else redirect(request, f"/papers/{paper.id}", toast=CHECKED[done])


@router.get("/approve")
def consider(request: Request, session: DbSession, actor: Approver, paper_id: UUID) -> Response:
    return _decision(request, session, actor, queries.paper(session, paper_id), "approve", {})


@router.post("/approve")
def approve(request: Request, session: DbSession, actor: Approver, paper_id: UUID, typed: TypedForm) -> Response:
    paper = queries.paper(session, paper_id)
    done = _decide(request, session, actor, paper, "approve", typed)
    if isinstance(done, Response):
        return done
    sentence = "已同意，试卷已封存" if done == decide.APPROVE else "已退回，组卷员会收到通知"
    return redirect(request, f"/papers/{paper.id}", toast=sentence)


def _decide(
    request: Request, session: Session, actor: Actor, paper: Paper, key: str, typed: TypedForm
) -> Response | str:
    """The decision that was taken, or the page again with what was wrong."""
    item = task_of(session, actor, paper, f"paper/{key}")
    checked = kit.check(form_of(session, f"paper/{key}", paper), typed.text)
    if not checked.ok:
        return _decision(request, session, actor, paper, key, checked.typed, checked.errors)
    commands.complete(session, actor, item.id, checked.values)
    return str(checked.values["decision"])


def _decision(
    request: Request,
    session: Session,
    actor: Actor,
    paper: Paper,
    key: str,
    values: dict[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    task_of(session, actor, paper, f"paper/{key}")  # four eyes: refused here, not only at the end
    return page(
        request,
        "office/papers/decide.html",
        status=422 if errors else 200,
        form=kit.view(form_of(session, f"paper/{key}", paper), values, errors or []),
        errors=errors or [],
        paper=view.paper_page(session, actor, paper),
        assembled=paper.status == PaperStatus.ASSEMBLED,
        action=f"/papers/{paper.id}/{key}",
    )
