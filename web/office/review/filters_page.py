"""Keeping a list under a name, sharing it with the group, deleting it."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import InvalidForm
from processes.review import saved
from processes.review.filters import KINDS, Wanted, parse_query
from processes.review.options import options
from web.office.review.inbox_page import list_page
from web.office.review.inbox_view import removable, sharing
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page, redirect
from web.ui.roles import group_name
from web.ui.typed import TypedForm

router = APIRouter(prefix="/review/filters")


@router.post("")
def keep(request: Request, session: DbSession, actor: Reviewer, typed: TypedForm) -> Response:
    """Keep the list that the page shows. Refused, the page keeps the name that was typed."""
    wanted = parse_query(typed.first("query"))
    name = typed.first("name")
    try:
        row = saved.keep(session, actor, name=name, wanted=wanted, group=typed.first("group") or None)
    except InvalidForm as refusal:
        return list_page(request, session, actor, wanted, saving=name, errors=refusal.errors, status=422)
    return redirect(request, wanted.address(), toast=f"已存为筛选“{row.name}”。")


@router.get("")
def index(request: Request, session: DbSession, actor: Reviewer) -> Response:
    """One's own lists, and those that colleagues share."""
    choices = options(session, actor)
    rows: list[dict[str, Any]] = []
    for row in saved.visible(session, actor):
        wanted = parse_query(row.query)
        rows.append(
            {
                "id": row.id,
                "name": row.name,
                "href": wanted.address(),
                "says": "、".join([*_kind(wanted), *(one.label for one in removable(wanted, choices))]),
                "own": row.person_id == actor.person_id,
                "shared": group_name(row.group) if row.group else "",
            }
        )
    return page(request, "office/review/filters.html", rows=rows, sharing=sharing(actor))


@router.post("/{filter_id}/share")
def share(request: Request, session: DbSession, actor: Reviewer, filter_id: UUID, typed: TypedForm) -> Response:
    """Share with a group of one's own, or with nobody. Raises NotFound, InvalidForm."""
    row = saved.share(session, actor, filter_id, typed.first("group") or None)
    said = f"“{row.name}”已分享给全体{group_name(row.group)}。" if row.group else f"“{row.name}”不再分享。"
    return redirect(request, "/review/filters", toast=said)


@router.post("/{filter_id}/delete")
def delete(request: Request, session: DbSession, actor: Reviewer, filter_id: UUID) -> Response:
    """Raises NotFound."""
    return redirect(request, "/review/filters", toast=f"已删除筛选“{saved.forget(session, actor, filter_id)}”。")


def _kind(wanted: Wanted) -> list[str]:
    words = [f"“{wanted.q}”"] if wanted.q else []
    return [KINDS[wanted.kind], *words]
