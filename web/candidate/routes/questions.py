"""One's own questions: where they stand, why one came back, revising it."""

from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm
from engine.platform.text import datetime_cn
from forms import kit
from processes.questions import coverage, pictures, queries
from processes.questions.errors import NothingToRevise
from processes.questions.models import Question, QuestionStatus, Stage
from processes.questions.service import submit
from processes.questions.service.review import STAGES, VERDICTS
from web.ui import page, question_pictures, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.question_form import form_of, options_of
from web.ui.questions import STATES, TONES, question_view
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag, Task

router = APIRouter()
NEXT = {
    "submitted": "正在审核，初审和终审各不超过 5 个工作日。结果会发到您的消息。",
    "returned": "请按下面的原因修改后重新提交，期限 10 个工作日，逾期作废。",
    "approved": "已经进入题库，不能再改。感谢您的命题。",
    "rejected": "这道题没有采用，到此结束。",
    "suspended": "这道题暂时停用。",
}


@router.get("/questions")
def show(request: Request, session: DbSession, actor: Candidate) -> Response:
    rows = queries.written_by(session, actor.person_id)
    return page(request, "candidate/questions.html", tasks=[_task(session, row) for row in rows])


@router.get("/questions/{no}")
def one(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """Raises NotYourQuestion."""
    question = queries.own(session, actor, no)
    return _draw(request, session, question)


@router.get("/questions/{no}/revise")
def revise(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """Raises NotYourQuestion, NothingToRevise."""
    question = _returned(queries.own(session, actor, no))
    version = queries.newest(session, question)  # held, so that the form's pictures need no second look
    return _form(request, session, question, submit.values_of(queries.draft(question, version)))


@router.post("/questions/{no}/revise")
def hand_in(request: Request, session: DbSession, actor: Candidate, no: str, typed: TypedForm) -> Response:
    """The next version of a returned question. Raises NotYourQuestion, NothingToRevise."""
    question = _returned(queries.own(session, actor, no))
    checked = kit.check(form_of(session), typed.text, options=options_of(session, question.occupation, question.grade))
    errors = checked.errors
    if not errors:
        try:
            with session.begin_nested():
                drawn = question_pictures.taken(session, typed, queries.newest(session, question).pictures)
                submit.revise(session, actor, question, submit.draft_of(checked.values | {"pictures": drawn}))
        except InvalidForm as refusal:
            errors = refusal.errors
    if errors:
        return _form(request, session, question, checked.typed, errors)
    return redirect(request, f"/my/questions/{no}", toast="新版本已提交。")


def _returned(question: Question) -> Question:
    if question.status != QuestionStatus.RETURNED:
        raise NothingToRevise
    return question


def _task(session: Session, question: Question) -> Task:
    stem = queries.newest(session, question).stem
    short = stem if len(stem) <= 30 else f"{stem[:30]}…"
    return Task(short, Tag(STATES[question.status], TONES[question.status]), f"/my/questions/{question.no}")


def _point(session: Session, question: Question) -> str:
    table = queries.active_table(session, question.occupation, question.grade)
    places = coverage.places(session, table.id) if table is not None else []
    return next((place.path[-1][1] for place in places if place.id == question.point_id), "")


def _draw(request: Request, session: Session, question: Question) -> Response:
    """Who reviewed is not told to an author: only the stage, the verdict and the reason."""
    version = queries.newest(session, question)
    return page(
        request,
        "candidate/question.html",
        question=question,
        view=question_view(version, _point(session, question), pictures.encoded(session, version)),
        tag=Tag(STATES[question.status], TONES[question.status]),
        next_step=NEXT[question.status],
        said=[
            Row(f"{STAGES[Stage(row.stage)]} {datetime_cn(row.said_at)}", f"{VERDICTS[row.verdict]} {row.text}".strip())
            for row in queries.remarks(session, question)
            if row.stage != Stage.BANK
        ],
        may_revise=question.status == QuestionStatus.RETURNED,
    )


def _form(
    request: Request,
    session: Session,
    question: Question,
    values: Mapping[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    options = options_of(session, question.occupation, question.grade)
    return page(
        request,
        "candidate/question_revise.html",
        status=422 if errors else 200,
        form=kit.view(form_of(session), values, errors or [], options),
        pictures=question_pictures.fields(pictures.encoded(session, queries.newest(session, question)), errors),
        errors=errors or [],
        question=question,
        reason=queries.last_reason(session, question),
    )
