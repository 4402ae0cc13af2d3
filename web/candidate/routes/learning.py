"""A person's trainings: the list, one training with its courses, free choice, exemption, the proof."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError, InvalidForm, NotFound
from engine.platform.files import FileRefused
from engine.platform.money import Money
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.settings import settings
from processes.apply import queries as applications
from processes.apply.declared import answers_of
from processes.train import offers, queries, service
from processes.train.document import proof_pdf
from processes.train.models import Category, Enrolment, Exemption, TrainingProof
from processes.train.rules import in_words
from web.candidate import learning
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm
from web.ui.views import Tag

router = APIRouter(prefix="/learning")
ASKED = {
    "asked": Tag("培训机构核对中", "info", "clock"),
    "agreed": Tag("主管部门审定中", "info", "clock"),
    "granted": Tag("已同意免训", "ok", "check2"),
    "refused": Tag("未同意", "bad"),
}


@router.get("")
def home(request: Request, session: DbSession, actor: Candidate) -> Response:
    return _draw_home(request, session, actor)


@router.post("/choose")
def choose(request: Request, session: DbSession, actor: Candidate, typed: TypedForm) -> Response:
    """Take a freely chosen course: at once, or where it has a fee, by way of its order."""
    try:
        course_id = UUID(typed.first("course_id"))
    except ValueError:
        raise NotFound from None
    name = typed.first("name")
    try:
        if queries.course(session, course_id).fee_fen:
            order = service.order_course(session, actor, course_id, name=name)
            return redirect(request, f"/my/orders/{order.no}", toast="已选课，缴费后开通学习")
        row = service.choose(session, actor, course_id, name=name)
    except InvalidForm as refusal:
        return _draw_home(request, session, actor, course_id, refusal)
    return redirect(request, f"/my/learning/{row.id}", toast="已选课，可以开始学习")


def _draw_home(
    request: Request,
    session: Session,
    actor: Actor,
    chosen: UUID | None = None,
    refusal: InvalidForm | None = None,
) -> Response:
    """The list of trainings and of courses to choose; with the sentence of a choice that was refused."""
    mine = queries.mine(session, actor.person_id)
    states = queries.progress_of(session, [row.id for row in mine])
    said = refusal.errors[0].message if refusal else ""
    return page(
        request,
        "candidate/learning/home.html",
        status=422 if refusal else 200,
        trainings=[learning.training(session, row, states[row.id]) for row in mine],
        ask_name=not actor.name,
        typed_name=str(refusal.values.get("name", "")) if refusal else "",
        errors=[FieldError(f"name-{chosen}", said)] if refusal else [],
        choices=[
            {
                "id": each.course.id,
                "title": each.course.title,
                "summary": each.course.summary,
                "note": f"{Category(each.course.category).title}，{in_words(each.minutes * 60)}",
                "fee": str(Money(each.course.fee_fen)) if each.course.fee_fen else "",
                "href": f"/my/learning/{each.enrolment_id}" if each.enrolment_id else None,
                "order": f"/my/orders/{each.order_no}" if each.order_no else None,
                "error": said if each.course.id == chosen else "",
            }
            for each in offers.choices(session, actor.person_id)
        ],
    )


@router.get("/{enrolment_id}")
def show(request: Request, session: DbSession, actor: Candidate, enrolment_id: UUID) -> Response:
    row = queries.own(session, actor, enrolment_id)
    states = queries.progress(session, row)
    asked = queries.exemption(session, row.id)
    return page(
        request,
        "candidate/learning/training.html",
        training=learning.training(session, row, states),
        courses=[learning.course_line(state, row) for state in states],
        exemption={"tag": ASKED[asked.status], "answer": asked.answer} if asked else None,
        results=[
            {
                "title": Category(each.category).title,
                "tag": _verdict(each.verdict),
                "minutes": each.minutes + each.offline_minutes,
            }
            for each in queries.results(session, row.id)
        ],
    )


@router.get("/{enrolment_id}/exemption")
def ask_exemption(request: Request, session: DbSession, actor: Candidate, enrolment_id: UUID) -> Response:
    return _draw_exemption(request, session, queries.own(session, actor, enrolment_id))


@router.post("/{enrolment_id}/exemption")
def take_exemption(
    request: Request, session: DbSession, actor: Candidate, enrolment_id: UUID, typed: TypedForm
) -> Response:
    """Hand in the request; refused, the page keeps what was typed."""
    row = queries.own(session, actor, enrolment_id)
    chosen = typed.uploads.get("file")
    try:
        with session.begin_nested():
            service.ask(
                session,
                actor,
                row.id,
                proof_no=typed.first("proof_no"),
                reason=typed.first("reason"),
                upload=(chosen.filename, chosen.data) if chosen else None,
            )
    except InvalidForm as refusal:
        return _draw_exemption(request, session, row, refusal.errors, typed.text)
    except FileRefused as refusal:
        return _draw_exemption(
            request, session, row, [FieldError("file", refusal.sentence)], typed.text, status=refusal.status
        )
    return redirect(request, f"/my/learning/{row.id}", toast="免训申请已提交，核对期间可以继续学习")


@router.get("/{enrolment_id}/proof.pdf")
def proof(session: DbSession, actor: Candidate, enrolment_id: UUID) -> Response:
    """The owner's 培训证明 as PDF. Raises NoSuchTraining, NoSuchProof."""
    row = queries.own(session, actor, enrolment_id)
    found = queries.proof(session, row.id)
    if found is None:
        raise NotFound
    return pdf_of(session, row, found)


def pdf_of(session: Session, row: Enrolment, found: TrainingProof) -> Response:
    """The proof as a page to print."""
    application = applications.application(session, row.application_id) if row.application_id else None
    number = str(answers_of(application, "identity").get("id_number", "")) if application else ""
    data = proof_pdf(
        found,
        authority=people.authority(session).name,
        id_number=number,
        address=f"{settings().base_url.rstrip('/')}/verify/training/{found.no}",
    )
    headers = {"Content-Disposition": f'inline; filename="{found.no}.pdf"'}
    return Response(data, media_type="application/pdf", headers=headers)


def _draw_exemption(
    request: Request,
    session: Session,
    row: Enrolment,
    errors: Sequence[FieldError] = (),
    typed: Mapping[str, str | list[str]] | None = None,
    *,
    status: int = 422,
) -> Response:
    asked: Exemption | None = queries.exemption(session, row.id)
    return page(
        request,
        "candidate/learning/exemption.html",
        status=status if errors else 200,
        training=learning.training(session, row, queries.progress(session, row)),
        waiting=ASKED[asked.status] if asked and asked.status in ("asked", "agreed") else None,
        said={error.path: error.message for error in errors},
        typed=typed or {},
        errors=list(errors),
    )


def _verdict(verdict: str) -> Tag:
    return Tag("合格", "ok", "check2") if verdict == "qualified" else Tag("不合格", "bad")
