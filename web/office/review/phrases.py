"""The reviewer's saved phrases: his own, and those his group shares."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from processes.apply.rules.materials import KINDS
from processes.review import service
from processes.review.inbox import review_groups
from processes.review.phrases import phrases
from processes.review.reasons import reasons
from web.ui.guards import DbSession, Reviewer
from web.ui.page import page, redirect
from web.ui.roles import ROLE_NAMES
from web.ui.typed import TypedForm

router = APIRouter(prefix="/review/phrases")


@router.get("")
def show(request: Request, session: DbSession, actor: Reviewer) -> Response:
    return _draw(request, session, actor, {}, [])


@router.post("")
def keep(request: Request, session: DbSession, actor: Reviewer, typed: TypedForm) -> Response:
    """Keep a phrase for oneself, or share it. `about` is a kind of material, or a kind and a reason code."""
    kind, _, code = typed.first("about").partition(" ")
    try:
        with session.begin_nested():
            service.keep_phrase(
                session, actor, text=typed.first("text"), kind=kind, reason=code, group=typed.first("group")
            )
    except InvalidForm as refusal:
        given = {name: typed.first(name) for name in ("text", "about", "group")}
        return _draw(request, session, actor, given, refusal.errors)
    return redirect(request, "/review/phrases", toast="常用语已保存")


@router.post("/{phrase_id}/drop")
def drop(request: Request, session: DbSession, actor: Reviewer, phrase_id: UUID) -> Response:
    """Drop one's own phrase, or a shared one of one's group. Raises NoSuchPhrase."""
    service.drop_phrase(session, actor, phrase_id)
    return redirect(request, "/review/phrases", toast="常用语已删去")


def _draw(
    request: Request, session: Session, actor: Actor, given: Mapping[str, str], errors: Sequence[FieldError]
) -> Response:
    groups = {group: ROLE_NAMES[_role(group)] for group in review_groups(actor)}
    rows = [
        {
            "id": row.id,
            "about": _about(row.kind, row.reason_code),
            "text": row.text,
            "owner": f"{groups[row.group_name]}共用 · {row.made_by_name}" if row.group_name else "只有自己",
        }
        for row in phrases(session, actor)
    ]
    told = {"kind": "about", "reason": "about"}
    shown = [FieldError(told.get(error.path, error.path), error.message) for error in errors]
    return page(
        request,
        "office/review/phrases.html",
        status=422 if shown else 200,
        rows=rows,
        groups=groups,
        abouts=[
            (title, [(kind, "任何原因"), *((f"{kind} {option.value}", option.label) for option in reasons(kind))])
            for kind, title in ((each.code, each.title) for each in KINDS.values())
        ],
        given={"text": "", "about": "", "group": ""} | dict(given),
        said={error.path: error.message for error in shown},
        errors=shown,
    )


def _role(group: str) -> str:
    head, *_, tail = group.split(":")
    return f"{head}:{tail}"


def _about(kind: str, code: str) -> str:
    if not kind:
        return "任何材料"
    label = next((option.label for option in reasons(kind) if option.value == code), "")
    return f"{KINDS[kind].title}{' · ' if label else ''}{label}"
