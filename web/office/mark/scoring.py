"""Skill and review subjects: who is to be scored, an examiner's own score, the chief examiner's confirmation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError
from engine.platform.people import Actor
from forms import kit
from processes.apply.models import Application
from processes.catalogue.subjects import Subject
from processes.mark import queries
from processes.mark.errors import ScoresNotReady
from processes.mark.models import ExaminerScore
from processes.mark.rules import FEWEST_EXAMINERS
from processes.mark.service import examine
from processes.mark.words import in_words, points
from processes.sit.models import Sitting
from web.office.mark.forms import CLOSE, SCORE
from web.ui.guards import DbSession, Examiner, MarkDesk
from web.ui.page import page, redirect
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag

router = APIRouter(prefix="/mark")


@dataclass(frozen=True, slots=True)
class Line:
    href: str
    name: str
    no: str
    subject: str
    attempt: str
    given: str
    tag: Tag


@router.get("")
def show_all(request: Request, session: DbSession, actor: MarkDesk) -> Response:
    """Who was present and has no closed sheet, in the actor's institutions."""
    rows = queries.to_score(session, actor.institutions_as(*queries.EXAMINERS))
    lines = [_line(session, actor, sitting, application) for sitting, application in rows]
    return page(request, "office/mark/scoring.html", lines=lines)


@router.get("/sittings/{sitting_id}")
def show(request: Request, session: DbSession, actor: Examiner, sitting_id: UUID) -> Response:
    """Raises NoSuchResult for a sitting of another institution."""
    sitting, application = queries.sitting_of(session, actor, sitting_id)
    return _draw(request, session, actor, sitting, application)


@router.post("/sittings/{sitting_id}/score")
def score(request: Request, session: DbSession, actor: Examiner, sitting_id: UUID, typed: TypedForm) -> Response:
    """One's own score. Raises NotPresent, ScoringClosed, NotYourCandidate."""
    sitting, application = queries.sitting_of(session, actor, sitting_id)
    checked = kit.check(SCORE, typed.text)
    if checked.errors:
        return _draw(request, session, actor, sitting, application, scored=(checked.typed, checked.errors))
    tenths, remark = round(float(checked.values["score"]) * 10), str(checked.values.get("remark") or "")
    examine.give_score(session, actor, sitting, application, score=tenths, remark=remark)
    return redirect(request, "/mark", toast=f"已保存{application.name}的评分")


@router.post("/sittings/{sitting_id}/close")
def close(request: Request, session: DbSession, actor: Examiner, sitting_id: UUID, typed: TypedForm) -> Response:
    """The chief examiner confirms. Raises NotPresent, ScoringClosed, NotYourCandidate."""
    sitting, application = queries.sitting_of(session, actor, sitting_id)
    checked = kit.check(CLOSE, typed.text)
    errors = list(checked.errors)
    if not _is_chief(actor, application):
        errors.append(FieldError("reason", "须由考评组长确认成绩"))
    if not errors:
        try:
            with session.begin_nested():
                reason = str(checked.values.get("reason") or "")
                row = examine.close_sheet(session, actor, sitting, application, reason=reason)
            return redirect(request, "/mark", toast=f"{application.name}：{in_words(row)}")
        except ScoresNotReady as refusal:
            errors = [FieldError("reason", str(refusal).rstrip("。"))]
    return _draw(request, session, actor, sitting, application, closed=(checked.typed, errors))


def _is_chief(actor: Actor, application: Application) -> bool:
    return application.institution_id in actor.institutions_as("chief_examiner")


Refused = tuple[Mapping[str, Any], Sequence[FieldError]]
NOTHING: Refused = ({}, ())


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    sitting: Sitting,
    application: Application,
    *,
    scored: Refused | None = None,
    closed: Refused = NOTHING,
) -> Response:
    given = queries.scores(session, application.id, sitting.subject, sitting.attempt)
    own = next((one for one in given if one.person_id == actor.person_id), None)
    sheet = queries.sheet(session, application.id, sitting.subject, sitting.attempt)
    known: Mapping[str, Any] = {"score": own.score / 10, "remark": own.remark} if own else {}
    values, faults = scored or (known, ())
    errors = [*faults, *closed[1]]
    chief = _is_chief(actor, application)
    return page(
        request,
        "office/mark/sitting.html",
        status=422 if errors else 200,
        sitting=sitting,
        title=f"{application.name} · {Subject(sitting.subject).title}",
        facts=_facts(sitting, application, given),
        scores=[Row(one.person_name, points(one.score)) for one in given] if sheet or chief else [],
        closed=f"{sheet.closed_by_name}已确认成绩" if sheet else "",
        score_form=None if sheet else kit.view(SCORE, values, faults),
        close_form=kit.view(CLOSE, *closed) if chief and not sheet else None,
        errors=errors,
    )


def _facts(sitting: Sitting, application: Application, given: Sequence[ExaminerScore]) -> list[Row]:
    return [
        Row("申请编号", application.no, mono=True),
        Row("科目", Subject(sitting.subject).title),
        Row("考试", _attempt(sitting.attempt)),
        Row("已评分", f"{len(given)} 位考评员，至少需要 {FEWEST_EXAMINERS} 位且为单数"),
    ]


def _line(session: Session, actor: Actor, sitting: Sitting, application: Application) -> Line:
    given = queries.scores(session, application.id, sitting.subject, sitting.attempt)
    own = any(one.person_id == actor.person_id for one in given)
    ready = len(given) >= FEWEST_EXAMINERS and len(given) % 2 == 1
    tag = Tag("待组长确认", "info") if ready else Tag("您已评分", "ok", "check2") if own else Tag("待评分", "warn")
    return Line(
        f"/mark/sittings/{sitting.id}",
        application.name,
        application.no,
        Subject(sitting.subject).title,
        _attempt(sitting.attempt),
        f"{len(given)} 位",
        tag,
    )


def _attempt(attempt: int) -> str:
    return "正考" if attempt == 1 else f"第 {attempt - 1} 次补考"
