"""Papers: list, templates, blueprint, detail with the progress of an assembly, giving up."""

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
from processes.papers import queries, structures
from processes.papers.errors import NotABlueprint, NotDiscardable
from processes.papers.models import Paper, PaperStatus
from processes.papers.options import STATES, beginning, blueprint_options, blueprint_values
from processes.papers.service import blueprint
from web.office.papers import view
from web.office.papers.asking import GIVE_UP
from web.office.papers.tasks import form_of, task_of
from web.ui import page, redirect
from web.ui.guards import Assembler, DbSession, PaperDesk
from web.ui.typed import TypedForm
from web.ui.views import pager

router = APIRouter(prefix="/papers")
SIZE = 20


@router.get("")
def index(
    request: Request,
    session: DbSession,
    actor: PaperDesk,
    status: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    known = status if status in set(PaperStatus) else ""
    counts = queries.counts(session)
    total = counts.get(known, 0) if known else sum(counts.values())
    rows = queries.papers(session, known, limit=SIZE, offset=(number - 1) * SIZE)
    return page(
        request,
        "office/papers/list.html",
        "list",
        papers=view.links(session, rows),
        chips=view.chips(session, known),
        pager=pager(request.url, page=number, total=total, size=SIZE),
        may_draw_up=actor.has_role(view.ASSEMBLER),
    )


@router.get("/new")
def new(request: Request, session: DbSession, actor: Assembler, template: str = "") -> Response:
    """The templates to choose from; with one chosen, the blueprint form that it fills."""
    if not template:
        return page(
            request,
            "office/papers/templates.html",
            structures=[(each, structures.in_words(each.parts)) for each in structures.STRUCTURES],
            has_table=bool(queries.tables(session)),
        )
    return _draw(request, session, None, beginning(structures.structure(template)))


@router.post("/new")
def draw_up(request: Request, session: DbSession, actor: Assembler, typed: TypedForm) -> Response:
    return _keep(request, session, actor, None, typed)


@router.get("/{paper_id}")
def show(request: Request, session: DbSession, actor: PaperDesk, paper_id: UUID) -> Response:
    paper = queries.paper(session, paper_id)
    return page(request, "office/papers/paper.html", paper=view.paper_page(session, actor, paper))


@router.get("/{paper_id}/progress")
def progress(request: Request, session: DbSession, actor: PaperDesk, paper_id: UUID) -> Response:
    """How far the assembly is; once it is over, the way to the paper."""
    paper = queries.paper(session, paper_id)
    if not queries.is_assembling(session, paper):
        return redirect(request, f"/papers/{paper.id}")
    return page(request, "office/papers/paper.html", "progress", paper=view.paper_page(session, actor, paper))


@router.get("/{paper_id}/blueprint")
def edit(request: Request, session: DbSession, actor: Assembler, paper_id: UUID) -> Response:
    paper = _open(session, paper_id)
    return _draw(request, session, paper, blueprint_values(paper))


@router.post("/{paper_id}/blueprint")
def save(request: Request, session: DbSession, actor: Assembler, paper_id: UUID, typed: TypedForm) -> Response:
    return _keep(request, session, actor, _open(session, paper_id), typed)


@router.get("/{paper_id}/give-up")
def ask_to_give_up(request: Request, session: DbSession, actor: Assembler, paper_id: UUID) -> Response:
    return _ask(request, _discardable(session, paper_id), {})


@router.post("/{paper_id}/give-up")
def give_up(request: Request, session: DbSession, actor: Assembler, paper_id: UUID, typed: TypedForm) -> Response:
    paper = _discardable(session, paper_id)
    checked = kit.check(GIVE_UP, typed.text)
    if not checked.ok:
        return _ask(request, paper, checked.typed, checked.errors)
    blueprint.discard(session, actor, paper, reason=checked.values["reason"])
    return redirect(request, f"/papers/{paper.id}", toast="已放弃这份蓝图")


def _open(session: Session, paper_id: UUID) -> Paper:
    paper = queries.paper(session, paper_id)
    if paper.status not in blueprint.OPEN:
        raise NotABlueprint(title=paper.title, state=STATES[paper.status])
    return paper


def _discardable(session: Session, paper_id: UUID) -> Paper:
    paper = queries.paper(session, paper_id)
    if paper.status not in blueprint.OPEN:
        raise NotDiscardable(title=paper.title, state=STATES[paper.status])
    return paper


def _keep(request: Request, session: Session, actor: Actor, paper: Paper | None, typed: TypedForm) -> Response:
    """Add or take away a row, keep the blueprint (`later`), or hand it over. A refusal keeps what was typed."""
    form, options = form_of(session, "paper/blueprint", paper), blueprint_options(session)
    rearranged = kit.rearranged(form, typed.text)
    if rearranged is not None:
        return _draw(request, session, paper, rearranged)
    checked = kit.check(form, typed.text, options=options)
    errors = checked.errors
    if not errors:
        try:
            with session.begin_nested():
                kept = _write(session, actor, paper, checked.values, hand_over=not typed.first("later"))
            sentence = "蓝图已保存" if typed.first("later") else "已提交，正在后台组卷"
            return redirect(request, f"/papers/{kept.id}", toast=sentence)
        except InvalidForm as refusal:
            errors = refusal.errors
    return _draw(request, session, paper, checked.typed, errors)


def _write(session: Session, actor: Actor, paper: Paper | None, values: dict[str, Any], *, hand_over: bool) -> Paper:
    if paper is None:
        paper = blueprint.draw_up(session, actor, values)
    elif not hand_over:
        blueprint.redraw(session, actor, paper, values)
    if hand_over:
        commands.complete(session, actor, task_of(session, actor, paper, "paper/blueprint").id, values)
    return paper


def _draw(
    request: Request,
    session: Session,
    paper: Paper | None,
    values: dict[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    form = kit.view(form_of(session, "paper/blueprint", paper), values, errors or [], blueprint_options(session))
    return page(
        request,
        "office/papers/blueprint.html",
        "form",
        status=422 if errors else 200,
        form=form,
        errors=errors or [],
        returned=paper.returned_reason if paper else "",
        heading="修改蓝图" if paper else "新建蓝图",
        action=f"/papers/{paper.id}/blueprint" if paper else "/papers/new",
        back=f"/papers/{paper.id}" if paper else "/papers/new",
    )


def _ask(request: Request, paper: Paper, values: dict[str, Any], errors: list[FieldError] | None = None) -> Response:
    return page(
        request,
        "office/papers/ask.html",
        status=422 if errors else 200,
        form=kit.view(GIVE_UP, values, errors or []),
        errors=errors or [],
        title=paper.title,
        back=f"/papers/{paper.id}",
        action=f"/papers/{paper.id}/give-up",
    )
