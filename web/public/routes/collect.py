"""Writing questions through the link of a call: what is wanted, the form, what one has handed in. Phone first."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.platform.text import deadline_cn
from forms import kit
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.questions import queries
from processes.questions.models import Campaign, Kind, Question, QuestionStatus
from processes.questions.service import campaigns
from processes.questions.service.submit import draft_of
from web.ui import page, question_pictures, redirect
from web.ui.guards import Candidate, DbSession, Public
from web.ui.question_form import form_of, options_from
from web.ui.questions import STATES, TONES
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag, Task

router = APIRouter(prefix="/collect")
KINDS = [(kind.value, kind.title) for kind in Kind]
MOST_NAME = 40


@router.get("/{token}")
def show(request: Request, session: DbSession, visitor: Public, token: str) -> Response:
    """What is wanted. Signed in: the way to the form, and one's own questions. Raises NoSuchCampaign."""
    row = campaigns.by_token(session, token)
    mine = queries.written_by(session, visitor.person_id, campaign_id=row.id) if visitor is not None else []
    ranges = dict.fromkeys(place.ranges for place in campaigns.aimed_at(session, row))
    return page(
        request,
        "public/collect.html",
        call=row,
        why=campaigns.why_closed(row),
        about=_about(session, row),
        facts=[
            Row("截止", deadline_cn(row.expires_at)),
            Row("还可收", f"{max(row.most - row.received, 0)} 道"),
            Row("每人最多", f"{row.most_each} 道"),
        ],
        ranges=list(ranges),
        token=token,
        signed_in=visitor is not None,
        mine=[_task(session, question) for question in mine],
        kinds=KINDS,
        left=row.most_each - len(mine),
    )


@router.get("/{token}/new")
def new(request: Request, session: DbSession, actor: Candidate, token: str, kind: str = "") -> Response:
    row = campaigns.by_token(session, token)
    if campaigns.why_closed(row):
        return redirect(request, f"/collect/{token}")
    return _draw(request, session, actor, row, token, {"kind": kind if kind in set(Kind) else "single"})


@router.post("/{token}/new")
def take(request: Request, session: DbSession, actor: Candidate, token: str, typed: TypedForm) -> Response:
    """Hand a question in. Raises NoSuchCampaign, CampaignClosed, TooManyOfYours."""
    row = campaigns.by_token(session, token)
    options = options_from(campaigns.aimed_at(session, row))
    checked = kit.check(form_of(session), typed.text, options=options)
    name, errors = typed.first("name"), list(checked.errors)
    if not actor.name and not 2 <= len(name) <= MOST_NAME:
        errors.insert(0, FieldError("name", f"请输入您的姓名，2 至 {MOST_NAME} 字"))
    if not errors:
        try:
            with session.begin_nested():
                drawn = question_pictures.taken(session, typed)
                draft = draft_of(checked.values | {"pictures": drawn})
                question = campaigns.hand_in(session, actor, token, draft, name=name)
            said = "没有通过自动检查，请看原因" if question.status == QuestionStatus.RETURNED else "已提交，感谢您"
            return redirect(request, f"/collect/{token}", toast=f"试题 {question.no} {said}。")
        except InvalidForm as refusal:
            errors = list(refusal.errors)
    return _draw(request, session, actor, row, token, checked.typed, errors, name)


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    row: Campaign,
    token: str,
    values: Mapping[str, Any],
    errors: list[FieldError] | None = None,
    name: str = "",
) -> Response:
    options = options_from(campaigns.aimed_at(session, row))
    return page(
        request,
        "public/collect_new.html",
        "form",
        status=422 if errors else 200,
        form=kit.view(form_of(session), values, errors or [], options),
        errors=errors or [],
        pictures=question_pictures.fields(errors=errors),
        call=row,
        about=_about(session, row),
        token=token,
        ask_name=not actor.name,
        name=name,
    )


def _about(session: Session, row: Campaign) -> str:
    return f"{catalogue.occupation(session, row.occupation).name} {Grade(row.grade).title}"


def _task(session: Session, question: Question) -> Task:
    stem = queries.newest(session, question).stem
    short = stem if len(stem) <= 30 else f"{stem[:30]}…"
    return Task(short, Tag(STATES[question.status], TONES[question.status]), f"/my/questions/{question.no}")
