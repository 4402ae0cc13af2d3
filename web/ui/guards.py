"""Who may call a route, and the unit of work it gets. Every route names one of these.

`DbSession` is one transaction in the tenant of the visit, committed before the answer leaves.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Annotated
from uuid import UUID

from fastapi import Depends
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session
from starlette.requests import Request

from engine.platform.database import system_work, work
from engine.platform.errors import Forbidden, NotFound
from engine.platform.notices import queries as notices
from engine.platform.people import Actor, queries
from engine.platform.people.errors import SignedOut
from engine.platform.people.models import Authority
from engine.platform.people.sign_in import session_of
from web.ui import roles
from web.ui.shell import Place

COOKIE = "certflow_session"


class NoRole(Forbidden):
    code = "no_role"
    message = "这个页面需要{roles}身份。如需办理，请联系本单位的管理员开通。"


@dataclass(frozen=True)
class Visit:
    """Whose pages are visited, and by whom if signed in."""

    tenant_id: UUID
    person_id: UUID | None = None
    session_id: bytes | None = None


def visit(request: Request) -> Visit:
    """From the sign-in cookie, else from the host. Raises NotFound where no authority was founded."""
    token = request.cookies.get(COOKIE)
    signed_in = session_of(token) if token else None
    if signed_in is not None:
        return Visit(signed_in.tenant_id, signed_in.person_id, signed_in.id)
    with system_work() as system:
        return Visit(queries.authority_for_host(system, request.url.hostname or "").id)


def _place(row: Authority) -> Place:
    return Place(row.name, row.city, row.hotline, row.service_hours)


def settle(request: Request) -> None:
    """Give a page that no guard answers, such as a wrong address, its authority's name; best effort."""
    if hasattr(request.state, "place"):
        return
    try:
        with system_work() as system:
            request.state.place = _place(queries.authority_for_host(system, request.url.hostname or ""))
    except (SQLAlchemyError, NotFound):
        request.state.place = Place()


def unit_of_work(request: Request, visit: Annotated[Visit, Depends(visit)]) -> Iterator[Session]:
    with work(visit.tenant_id) as session:
        authority = queries.authority(session)  # held: the session keeps only rows that somebody holds
        request.state.place = _place(authority)
        yield session


DbSession = Annotated[Session, Depends(unit_of_work, scope="function")]


def visitor(request: Request, session: DbSession, visit: Annotated[Visit, Depends(visit)]) -> Actor | None:
    """The signed-in person with the groups in force now, or None."""
    if visit.person_id is None:
        return None
    actor = queries.actor(session, visit.person_id, visit.session_id)
    request.state.actor = actor
    if request.method == "GET":
        request.state.counts = {"/my/notices": len(notices.unread(session, actor.person_id))}
    return actor


def signed_in(actor: Annotated[Actor | None, Depends(visitor)]) -> Actor:
    if actor is None:
        raise SignedOut
    return actor


def requires(*required: str) -> Callable[..., Actor]:
    """A guard that lets in whoever holds one of the roles: `Annotated[Actor, Depends(requires("auditor"))]`.

    Raises SignedOut, NoRole.
    """

    def guard(actor: Annotated[Actor, Depends(signed_in)]) -> Actor:
        if not actor.has_any_role(required):
            raise NoRole(roles=roles.names(required))
        return actor

    guard.roles = required  # type: ignore[attr-defined]
    return guard


def signed_caller() -> None:
    """A machine without an account, in no tenant yet: it signs its messages, and the route verifies them."""


signed_caller.roles = ("public",)  # type: ignore[attr-defined]
visitor.roles = ("public",)  # type: ignore[attr-defined]
signed_in.roles = ("candidate",)  # type: ignore[attr-defined]

SignedCaller = Annotated[None, Depends(signed_caller)]
Public = Annotated[Actor | None, Depends(visitor)]
SignedIn = Annotated[Actor, Depends(signed_in)]
Candidate = SignedIn  # everybody is a candidate for himself
Staff = Annotated[Actor, Depends(requires(*roles.STAFF))]
ReviewLead = Annotated[Actor, Depends(requires(*roles.REVIEW_LEADS))]
ReviewDesk = Annotated[Actor, Depends(requires(*roles.REVIEWERS, *roles.REVIEW_LEADS))]
Reviewer = Annotated[Actor, Depends(requires(*roles.REVIEWERS))]
Clerk = Annotated[Actor, Depends(requires(*roles.CLERKS))]
CounterClerk = Annotated[Actor, Depends(requires("institution:clerk", "authority:supervisor"))]
Planner = Annotated[Actor, Depends(requires("authority:planner"))]
PlanApprover = Annotated[Actor, Depends(requires("authority:plan_approver"))]
PlanDesk = Annotated[Actor, Depends(requires(*roles.PLANNERS))]
Cashier = Annotated[Actor, Depends(requires(*roles.FINANCE))]
Finance = Annotated[Actor, Depends(requires("authority:finance"))]
FinanceApprover = Annotated[Actor, Depends(requires("authority:finance_approver"))]
Trainer = Annotated[Actor, Depends(requires(*roles.TRAINERS))]
TrainingDesk = Annotated[Actor, Depends(requires(*roles.TRAINING_DESK))]
QuestionDesk = Annotated[Actor, Depends(requires(*roles.QUESTION_DESK))]
Author = Annotated[Actor, Depends(requires("questions:author"))]
QuestionReviewer = Annotated[Actor, Depends(requires("questions:first_review", "questions:final_review"))]
PaperDesk = Annotated[Actor, Depends(requires(*roles.PAPER_DESK))]
Assembler = Annotated[Actor, Depends(requires("papers:assembler"))]
Arranger = Annotated[Actor, Depends(requires(*roles.ARRANGERS))]
RoomKeeper = Annotated[Actor, Depends(requires("institution:lead", *roles.INVIGILATORS))]
Invigilator = Annotated[Actor, Depends(requires(*roles.INVIGILATORS))]
Examiner = Annotated[Actor, Depends(requires(*roles.EXAMINERS))]
MarkDesk = Annotated[Actor, Depends(requires(*roles.MARK_DESK))]
ObjectionDesk = Annotated[Actor, Depends(requires(*roles.OBJECTION_DESK))]
KeyCorrector = Annotated[Actor, Depends(requires("papers:assembler", "papers:approver", "authority:objections"))]
CertificateDesk = Annotated[Actor, Depends(requires(*roles.CERTIFICATE_DESK))]
CertificateApprover = Annotated[Actor, Depends(requires("authority:certificate_approver"))]
CertificateOffice = Annotated[Actor, Depends(requires("authority:certificates"))]
InstitutionLead = Annotated[Actor, Depends(requires("institution:lead"))]
Auditor = Annotated[Actor, Depends(requires("auditor"))]
Designer = Annotated[Actor, Depends(requires(*roles.DESIGNERS))]
DeployApprover = Annotated[Actor, Depends(requires("deploy_approver"))]
Operator = Annotated[Actor, Depends(requires("operator"))]
