"""What goes out of a sealed paper: prints, the workbook of planned against drawn; and its withdrawal."""

from collections.abc import Callable, Mapping
from typing import Annotated, Any
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import Response

from engine.documents import sheets
from engine.platform import audit
from engine.platform.errors import FieldError, NotFound
from engine.platform.people import Actor
from engine.platform.people import queries as people
from forms import kit
from processes.papers import printing, queries
from processes.papers.content import PaperContent
from processes.papers.errors import NotAssembled
from processes.papers.models import Paper
from processes.papers.options import STATES, title_of
from processes.papers.printing import Heading
from processes.papers.service import sealed
from web.office.papers import view
from web.office.papers.asking import WITHDRAW
from web.ui import page, redirect
from web.ui.guards import DbSession, PaperDesk, requires
from web.ui.typed import TypedForm

router = APIRouter(prefix="/papers/{paper_id}")
Approver = Annotated[Actor, Depends(requires(view.APPROVER))]
PRINTS: Mapping[str, Callable[[Heading, PaperContent], bytes]] = {
    "paper": printing.paper_sheet,
    "sheet": printing.answer_sheet,
    "key": printing.key_sheet,
}


@router.post("/print/{kind}")
def print_out(session: DbSession, actor: Approver, paper_id: UUID, kind: str) -> Response:
    """The paper, the answer sheet or the key as PDF. It is a post, because it opens the seal and is written down."""
    if kind not in PRINTS:
        raise NotFound
    paper, content = sealed.print_out(session, actor, paper_id, kind=kind)
    heading = Heading(
        authority=people.authority(session).name,
        no=paper.no,
        subject=title_of(session, paper),
        sha256=paper.content_sha256 or "",
    )
    name = dict(view.PRINTS)[kind]
    return _file(PRINTS[kind](heading, content), "application/pdf", f"{paper.no} {name}.pdf")


@router.get("/report.xlsx")
def workbook(session: DbSession, actor: PaperDesk, paper_id: UUID) -> Response:
    """Planned against drawn; it says which questions, not what they ask."""
    paper = queries.paper(session, paper_id)
    if not paper.report or "short" in paper.report:
        raise NotAssembled(title=paper.title, state=STATES[paper.status])
    items = queries.items(session, paper_id)
    data = printing.workbook(paper, items, queries.numbers_of(session, items), queries.elements_of(session, items))
    audit.record(session, actor, "paper.report_taken", subject=("paper", paper.id), instance_id=paper.instance_id)
    return _file(data, sheets.XLSX, f"{paper.no} 计划与实抽.xlsx")


@router.get("/withdraw")
def ask(request: Request, session: DbSession, actor: Approver, paper_id: UUID) -> Response:
    return _ask(request, sealed.sealed_paper(session, paper_id), {})


@router.post("/withdraw")
def withdraw(request: Request, session: DbSession, actor: Approver, paper_id: UUID, typed: TypedForm) -> Response:
    paper = sealed.sealed_paper(session, paper_id)
    checked = kit.check(WITHDRAW, typed.text)
    if not checked.ok:
        return _ask(request, paper, checked.typed, checked.errors)
    sealed.withdraw(session, actor, paper_id, reason=checked.values["reason"])
    return redirect(request, f"/papers/{paper_id}", toast="试卷已作废，考务员会收到通知")


def _ask(request: Request, paper: Paper, values: dict[str, Any], errors: list[FieldError] | None = None) -> Response:
    return page(
        request,
        "office/papers/ask.html",
        status=422 if errors else 200,
        form=kit.view(WITHDRAW, values, errors or []),
        errors=errors or [],
        title=paper.title,
        back=f"/papers/{paper.id}",
        action=f"/papers/{paper.id}/withdraw",
    )


def _file(data: bytes, media_type: str, name: str) -> Response:
    disposition = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(data, media_type=media_type, headers={"Content-Disposition": disposition})
