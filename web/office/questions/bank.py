"""The bank: what there is and what is missing, a question in full, taking it out of use and back."""

from dataclasses import dataclass
from typing import Annotated
from urllib.parse import quote
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.text import datetime_cn
from processes.questions import coverage, pictures, queries
from processes.questions.models import Kind, Question, QuestionStatus
from processes.questions.rules.points import Place
from processes.questions.service import bank
from processes.questions.service.review import STAGES, VERDICTS
from web.office.questions import tree
from web.office.questions.access import occupations_of, question_for, refuse_others, scope
from web.ui.guards import DbSession, QuestionDesk
from web.ui.page import page, redirect
from web.ui.questions import STATES, TONES, question_view
from web.ui.typed import TypedForm
from web.ui.views import Chip, EventView, Row, Tag, pager

router = APIRouter(prefix="/questions")
KINDS = [(kind.value, kind.title) for kind in Kind]
PAGE = "office/questions/bank.html"


@dataclass(frozen=True, slots=True)
class Line:
    no: str
    stem: str
    kind: str
    point: str
    tag: Tag


@router.get("")
def show(
    request: Request,
    session: DbSession,
    actor: QuestionDesk,
    occupation: str = "",
    grade: str = "",
    within: UUID | None = None,
    status: str = "",
    kind: str = "",
    q: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    where = scope(session, actor, occupation, grade)
    table = queries.active_table(session, where.occupation, where.grade)
    branches = coverage.tree(session, table.id) if table is not None else []
    points = None if within is None else coverage.points_under(branches, within) or [within]
    status, kind, q = status if status in STATES else "", kind if kind in set(Kind) else "", q.strip()[:50]
    rows, total = queries.bank(
        session, occupation=where.occupation, grade=where.grade, status=status, kind=kind, points=points, q=q,
        page=number,
    )  # fmt: skip
    counts = queries.counts(session, where.occupation, where.grade)
    base = f"/questions?{where.query}"
    kept = f"{base}&kind={kind}&q={quote(q)}" + (f"&within={within}" if within else "")
    return page(
        request,
        PAGE,
        "list",
        scope=where,
        table=table,
        ranges=tree.lines(branches, base, chosen=within),
        chips=[
            Chip("全部", kept, not status, sum(counts.values())),
            *(
                Chip(words, f"{kept}&status={each}", status == each, counts.get(each, 0))
                for each, words in STATES.items()
            ),
        ],
        questions=[
            Line(
                row.no,
                version.stem,
                Kind(version.kind).title,
                point.name if point is not None else "未指定",
                Tag(STATES[row.status], TONES[row.status]),
            )
            for row, version, point in rows
        ],
        pager=pager(request.url, page=number, total=total, size=queries.SIZE),
        kinds=KINDS,
        state=status,
        kind=kind,
        q=q,
        within=within or "",
        may_write=where.occupation in actor.occupations_as("author"),
        total=total,
    )


@router.get("/{no}")
def one(request: Request, session: DbSession, actor: QuestionDesk, no: str) -> Response:
    return _question(request, session, actor, question_for(session, actor, no))


@router.post("/{no}/suspend")
def suspend(request: Request, session: DbSession, actor: QuestionDesk, no: str, typed: TypedForm) -> Response:
    """Take it out of use; for final reviewers. Raises NotYourOccupation, NotInBank."""
    return _keep(request, session, actor, no, typed, "suspend")


@router.post("/{no}/resume")
def resume(request: Request, session: DbSession, actor: QuestionDesk, no: str, typed: TypedForm) -> Response:
    """Bring it back; for final reviewers. Raises NotYourOccupation, NotSuspended."""
    return _keep(request, session, actor, no, typed, "resume")


@router.post("/{no}/enemies")
def enemies(request: Request, session: DbSession, actor: QuestionDesk, no: str, typed: TypedForm) -> Response:
    """Name another question that never stands on the same paper; for final reviewers. Raises NotYourOccupation."""
    return _keep(request, session, actor, no, typed, "enemies")


@router.post("/{no}/point")
def move(request: Request, session: DbSession, actor: QuestionDesk, no: str, typed: TypedForm) -> Response:
    """Hang it under another point; for final reviewers. Raises NotYourOccupation."""
    return _keep(request, session, actor, no, typed, "point")


def _keep(request: Request, session: Session, actor: Actor, no: str, typed: TypedForm, what: str) -> Response:
    question = question_for(session, actor, no)
    refuse_others(session, actor, question.occupation, "final_review")
    field = {"suspend": "reason", "resume": "reason", "enemies": "other", "point": "point_id"}[what]
    try:
        with session.begin_nested():
            sentence = _do(session, actor, question, what, typed.first(field))
    except AppError as refusal:
        if refusal.status != 422:
            raise
        session.expire_all()
        errors = [FieldError(field, refusal.sentence)]
        return _question(request, session, actor, question_for(session, actor, no), errors, typed.first(field))
    return redirect(request, f"/questions/{no}", toast=sentence)


def _do(session: Session, actor: Actor, question: Question, what: str, text: str) -> str:
    match what:
        case "suspend":
            bank.suspend(session, actor, question, reason=text)
            return "已停用，组卷不再抽取。"
        case "resume":
            bank.resume(session, actor, question, reason=text)
            return "已恢复使用。"
        case "enemies":
            bank.make_enemies(session, actor, question, text)
            return "已列为互斥题，不会出现在同一份试卷。"
        case _:
            bank.move_to_point(session, actor, question, _uuid(text))
            return "鉴定点已调整。"


def _uuid(text: str) -> UUID:
    try:
        return UUID(text)
    except ValueError:
        return UUID(int=0)


def _question(
    request: Request,
    session: Session,
    actor: Actor,
    question: Question,
    errors: list[FieldError] | None = None,
    typed: str = "",
) -> Response:
    places = _places(session, question)
    place = next((each for each in places if each.id == question.point_id), None)
    versions = queries.versions(session, question)
    keeper = question.occupation in occupations_of(actor, "final_review")
    mine = question.author_id == actor.person_id and question.status == QuestionStatus.RETURNED
    amends = question.occupation in actor.occupations_as("author") and question.status in ("approved", "suspended")
    return page(
        request,
        "office/questions/question.html",
        status=422 if errors else 200,
        errors=errors or [],
        typed=typed,
        question=question,
        tag=Tag(STATES[question.status], TONES[question.status]),
        versions=[
            (
                version,
                question_view(version, _point_words(place), pictures.encoded(session, version)),
                datetime_cn(version.written_at),
                _name(session, version.written_by),
            )
            for version in versions
        ],
        facts=_facts(session, question, place),
        events=_events(session, question),
        enemies=_enemies(session, question),
        places=[(str(each.id), each.title) for each in places],
        may_keep=keeper,
        may_suspend=keeper and question.status == QuestionStatus.APPROVED,
        may_resume=keeper and question.status == QuestionStatus.SUSPENDED,
        revise=f"/questions/{question.no}/revise" if mine or amends else None,
        revise_label="修改并重新提交" if mine else "修订为新版本",
    )


def _facts(session: Session, question: Question, place: Place | None) -> list[Row]:
    return [
        Row("题型", Kind(question.kind).title),
        Row("鉴定范围", place.ranges if place else "—"),
        Row("作者", _name(session, question.author_id)),
        Row("提交时间", datetime_cn(question.created_at)),
        Row("来源", "征集" if question.campaign_id else "在线命题或导入"),
        Row("用途", "练习题，已在培训测验中出现，不再进入试卷" if question.practised_at else "可进入试卷"),
    ]


def _places(session: Session, question: Question) -> list[Place]:
    table = queries.active_table(session, question.occupation, question.grade)
    return coverage.places(session, table.id) if table is not None else []


def _point_words(place: Place | None) -> str:
    return place.title if place is not None else "不在现行细目表中"


def _events(session: Session, question: Question) -> list[EventView]:
    found = []
    for remark in queries.remarks(session, question):
        day, _, time = datetime_cn(remark.said_at).partition(" ")
        near = "、".join(f"{each['no']}（{each['percent']}%）" for each in remark.similar)
        words = [remark.text, f"相似试题：{near}" if near else ""]
        title = f"{STAGES[remark.stage]}：{VERDICTS[remark.verdict]}"  # type: ignore[index]  # a stage is its value
        said = "；".join(word for word in words if word)
        found.append(EventView(day, time, f"{title}。{said}" if said else title, remark.person_name))
    return found


def _enemies(session: Session, question: Question) -> list[str]:
    return queries.group_of(session, question)


def _name(session: Session, person_id: UUID) -> str:
    return people.person(session, person_id).name or "（未填姓名）"
