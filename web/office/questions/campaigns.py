"""Calls for questions: their links, what came in, closing them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import func, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.documents import codes
from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.platform.settings import settings
from engine.platform.text import deadline_cn
from forms import kit
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.questions import coverage, queries
from processes.questions.campaign_form import FORM, expiry, problems, ranges_of
from processes.questions.coverage import Branch
from processes.questions.errors import NoSuchCampaign
from processes.questions.models import Campaign, Question
from processes.questions.service import campaigns
from web.office.questions.access import Scope, occupations_of, scope
from web.ui.guards import Author, DbSession, QuestionDesk
from web.ui.page import page, redirect
from web.ui.questions import STATES
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag

router = APIRouter(prefix="/questions/campaigns")
NEW = {"most": 100, "most_each": 20}


@dataclass(frozen=True, slots=True)
class Call:
    title: str
    href: str
    about: str
    tag: Tag
    received: str
    until: str


@router.get("")
def show(request: Request, session: DbSession, actor: QuestionDesk) -> Response:
    """The calls; a reviewer sees how they go, their links are for authors."""
    rows, mine = campaigns.campaigns(session, occupations_of(actor)), occupations_of(actor, "author")
    calls = [(_call(session, row), row.occupation in mine) for row in rows]
    return page(request, "office/questions/campaigns.html", calls=calls, may_call=bool(mine))


@router.get("/new")
def new(request: Request, session: DbSession, actor: Author, occupation: str = "", grade: str = "") -> Response:
    return _draw(request, session, scope(session, actor, occupation, grade, "author"), NEW)


@router.post("/new")
def begin(request: Request, session: DbSession, actor: Author, typed: TypedForm) -> Response:
    """Make the link. Raises NoElementTable, NotYourOccupation."""
    where = scope(session, actor, typed.first("occupation"), typed.first("grade"), "author")
    checked = kit.check(FORM, typed.text, options=_options(session, where))
    errors = checked.errors or problems(checked.values)
    if errors:
        return _draw(request, session, where, checked.typed, errors)
    values = checked.values
    row = campaigns.open_campaign(
        session,
        actor,
        title=values["title"],
        note=values.get("note", ""),
        occupation=where.occupation,
        grade=where.grade,
        range_ids=ranges_of(values),
        most=values["most"],
        most_each=values["most_each"],
        expires_at=expiry(values),
    )
    return redirect(request, f"/questions/campaigns/{row.id}", toast="链接已生成，可以发给命题人了。")


@router.get("/{campaign_id}")
def one(request: Request, session: DbSession, actor: Author, campaign_id: UUID) -> Response:
    row = _own(session, actor, campaign_id)
    counted = select(Question.status, func.count()).where(Question.campaign_id == row.id).group_by(Question.status)
    return page(
        request,
        "office/questions/campaign.html",
        call=_call(session, row),
        campaign=row,
        link=_link(row),
        open=not campaigns.why_closed(row),
        facts=[
            Row("职业等级", _about(session, row)),
            Row("截止", deadline_cn(row.expires_at)),
            Row("已收 / 最多", f"{row.received} / {row.most}"),
            Row("每人最多", f"{row.most_each} 道"),
            Row("鉴定范围", _ranges(session, row)),
            *(Row(STATES[status], f"{count} 道") for status, count in session.execute(counted)),
        ],
    )


@router.get("/{campaign_id}/code.png")
def code(session: DbSession, actor: Author, campaign_id: UUID) -> Response:
    """The link as a QR code, for posters and chats."""
    return Response(codes.qr_png(_link(_own(session, actor, campaign_id))), media_type="image/png")


@router.get("/{campaign_id}/close")
def ask_to_close(request: Request, session: DbSession, actor: Author, campaign_id: UUID) -> Response:
    row = _own(session, actor, campaign_id)
    return page(request, "office/questions/campaign_close.html", call=_call(session, row), campaign=row)


@router.post("/{campaign_id}/close")
def close(request: Request, session: DbSession, actor: Author, campaign_id: UUID) -> Response:
    campaigns.close_campaign(session, actor, _own(session, actor, campaign_id))
    return redirect(request, f"/questions/campaigns/{campaign_id}", toast="征集已结束，链接不再接收试题。")


def _own(session: Session, actor: Actor, campaign_id: UUID) -> Campaign:
    row = campaigns.campaign(session, campaign_id)
    if row.occupation not in occupations_of(actor, "author"):
        raise NoSuchCampaign
    return row


def _link(row: Campaign) -> str:
    return f"{settings().base_url.rstrip('/')}/collect/{campaigns.token_of(row)}"


def _about(session: Session, row: Campaign) -> str:
    return f"{catalogue.occupation(session, row.occupation).name} {Grade(row.grade).title}"


def _call(session: Session, row: Campaign) -> Call:
    why = campaigns.why_closed(row)
    return Call(
        row.title,
        f"/questions/campaigns/{row.id}",
        _about(session, row),
        Tag(why or "征集中", "" if why else "ok"),
        f"{row.received} / {row.most}",
        deadline_cn(row.expires_at),
    )


def _ranges(session: Session, row: Campaign) -> str:
    names = {each.value: each.label for each in _range_options(_branches(session, row.occupation, row.grade))}
    return "、".join(names.get(str(each), "（旧版范围）") for each in row.range_ids) or "全部"


def _branches(session: Session, occupation: str, grade: str) -> Sequence[Branch]:
    table = queries.active_table(session, occupation, grade)
    return coverage.tree(session, table.id) if table is not None else []


def _range_options(branches: Sequence[Branch], before: str = "") -> list[kit.Option]:
    """The lowest ranges, with the way to them and how many questions they have."""
    found: list[kit.Option] = []
    for branch in branches:
        name = f"{before}{branch.row.name}"
        if branch.children:
            found += _range_options(branch.children, f"{name} › ")
        else:
            found.append(kit.Option(str(branch.row.id), f"{name}（{branch.count} 题）"))
    return found


def _options(session: Session, where: Scope) -> Mapping[str, Sequence[kit.Option]]:
    return {"questions.ranges": _range_options(_branches(session, where.occupation, where.grade))}


def _draw(
    request: Request,
    session: Session,
    where: Scope,
    values: Mapping[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    return page(
        request,
        "office/questions/campaign_new.html",
        status=422 if errors else 200,
        form=kit.view(FORM, values, errors or [], _options(session, where)),
        errors=errors or [],
        scope=where,
        table=queries.active_table(session, where.occupation, where.grade),
    )
