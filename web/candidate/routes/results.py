"""A candidate's results, and an objection to one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError
from engine.platform.text import datetime_cn
from forms import kit
from processes.apply import queries as applications
from processes.apply.models import Application
from processes.catalogue.subjects import Subject
from processes.mark import queries
from processes.mark.errors import NoSuchResult
from processes.mark.models import Objection, ResultState, SubjectResult
from processes.mark.service import object as objections
from processes.mark.words import TITLES, points
from web.candidate.wizard import title_of
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag

router = APIRouter()
TONES = {ResultState.PASSED: "ok", ResultState.FAILED: "bad", ResultState.DISQUALIFIED: "bad"}
OBJECTION = kit.load(
    {
        "title": "提出成绩异议",
        "description": "由没有参与评定的人复核，答复以书面通知您。",
        "type": "object",
        "properties": {
            "text": {
                "type": "string",
                "title": "异议内容",
                "description": "写明对哪一部分有异议、为什么",
                "minLength": 5,
                "maxLength": 300,
                "x-ui": {"widget": "textarea", "rows": 4},
                "x-errors": {
                    "required": "请写明异议内容",
                    "minLength": "异议内容至少 5 个字",
                    "maxLength": "异议内容不超过 300 字",
                },
            }
        },
        "required": ["text"],
        "x-order": ["text"],
        "x-submit": "提交异议",
    }
)


@dataclass(frozen=True, slots=True)
class Result:
    """`objection` is where to object while the publicity lasts."""

    subject: str
    attempt: str
    score: str
    tag: Tag
    note: str
    objection: str | None
    answers: Sequence[Row]


@router.get("/cases/{no}/results")
def show(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """Raises NoSuchApplication, NotYourApplication."""
    application = applications.own_by_number(session, actor, no)
    return page(
        request,
        "candidate/results.html",
        case={"no": no, "title": title_of(session, application)},
        results=_results(session, application),
    )


@router.get("/cases/{no}/results/{result_id}/objection")
def ask(request: Request, session: DbSession, actor: Candidate, no: str, result_id: UUID) -> Response:
    """Raises NoSuchApplication, NotYourApplication, NoSuchResult."""
    application = applications.own_by_number(session, actor, no)
    return _draw(request, application, _own(session, application, result_id))


@router.post("/cases/{no}/results/{result_id}/objection")
def submit(
    request: Request, session: DbSession, actor: Candidate, no: str, result_id: UUID, typed: TypedForm
) -> Response:
    """Raises NoSuchApplication, NotYourApplication, NoSuchResult, NotInPublicity, AlreadyRaised."""
    application = applications.own_by_number(session, actor, no)
    result = _own(session, application, result_id)
    checked = kit.check(OBJECTION, typed.text)
    if checked.errors:
        return _draw(request, application, result, checked.typed, checked.errors)
    one = objections.raise_objection(session, actor, result, text=checked.values["text"])
    return redirect(request, f"/my/cases/{no}/results", toast=f"异议已提交，编号 {one.no}")


def _own(session: Session, application: Application, result_id: UUID) -> SubjectResult:
    result = queries.result(session, result_id)
    if result.application_id != application.id:
        raise NoSuchResult
    return result


def _draw(
    request: Request,
    application: Application,
    result: SubjectResult,
    values: dict[str, object] | None = None,
    errors: Sequence[FieldError] = (),
) -> Response:
    return page(
        request,
        "candidate/objection.html",
        status=422 if errors else 200,
        no=application.no,
        subject=Subject(result.subject).title,
        score=points(result.score),
        form=kit.view(OBJECTION, values or {}, errors),
        errors=list(errors),
    )


def _results(session: Session, application: Application) -> list[Result]:
    raised = queries.objections_of(session, application.id)
    return [
        Result(
            Subject(row.subject).title,
            "正考" if row.attempt == 1 else f"第 {row.attempt - 1} 次补考",
            points(row.score),
            Tag(TITLES[ResultState(row.state)], TONES.get(ResultState(row.state), "")),
            _note(row),
            _objection(application, row, raised),
            [answer for one in raised if one.result_id == row.id for answer in _answer(one)],
        )
        for row in queries.results(session, application.id)
    ]


def _note(row: SubjectResult) -> str:
    if row.final_at is not None:
        return "成绩已确认"
    return "公示中，公示期内可以提出异议" if row.published_at else "尚未公布，以公布的成绩为准"


def _objection(application: Application, row: SubjectResult, raised: Sequence[Objection]) -> str | None:
    waits = any(one.result_id == row.id and one.decided_at is None for one in raised)
    if row.published_at is None or row.final_at is not None or waits:
        return None
    return f"/my/cases/{application.no}/results/{row.id}/objection"


def _answer(one: Objection) -> list[Row]:
    if one.decided_at is None:
        return [Row(f"异议 {one.no}", f"{datetime_cn(one.raised_at)} 提出，正在复核")]
    what = f"更正为 {points(one.score_after)}" if one.decision == "upheld" else "维持原成绩"
    return [Row(f"异议 {one.no}", f"{what}。{one.answer}")]
