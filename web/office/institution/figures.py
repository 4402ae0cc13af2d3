"""The numbers of an institution by occupation and grade, and its exceptions: a statement each."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, and_, case, func, literal, or_, select, union_all
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from engine.platform import clock
from engine.workflow.models import WorkItem
from processes.apply.models import Application, Status
from processes.catalogue.grades import Grade
from processes.certify.models import Certificate, CertificateState
from processes.mark.models import ResultState, SubjectResult
from processes.pay.models import PayOrder
from processes.pay.rules.status import OrderStatus
from processes.review.models import Conclusion
from processes.train.desk import lagging
from processes.train.models import Enrolment, RegistrySync, State

# the steps of a funnel, in the order people pass them; a later room adds its own here and in `_counts`
STEPS = {
    "registered": "提交报名",
    "returned": "曾退回补正",
    "approved": "已核准",
    "paid": "已缴费",
    "trained": "培训合格或免训",
    "passed": "考试合格",
    "certified": "已发证",
}
_AFTER_APPROVAL = ("unpaid", "untrained", "unseated", "failed", "disqualified", "certified", "refused")
_SENIOR = tuple(grade.value for grade in Grade if grade.rank >= Grade.TWO.rank)  # three subjects, the others two


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts by the keys of STEPS, of one occupation and grade."""

    occupation: str
    grade: str
    counts: dict[str, int]


def figures(session: Session, institutions: frozenset[UUID], plan_id: UUID | None = None) -> list[Figures]:
    """One line for each occupation and grade that somebody has applied for."""
    returned = select(Conclusion.application_id).where(
        Conclusion.conclusion == "return", Conclusion.taken_back_at.is_(None)
    )
    passed = (
        select(SubjectResult.application_id, func.count(SubjectResult.subject.distinct()).label("subjects"))
        .where(SubjectResult.state == ResultState.PASSED, SubjectResult.final_at.is_not(None))
        .group_by(SubjectResult.application_id)
        .subquery()
    )
    settled = select(PayOrder.application_id).where(
        PayOrder.attempt == 1, PayOrder.status.in_((OrderStatus.PAID, OrderStatus.WAIVED))
    )
    certified = select(Certificate.application_id).where(Certificate.state != CertificateState.VOID)
    needed = case((Application.grade.in_(_SENIOR), 3), else_=2)
    counted: dict[str, ColumnElement[bool]] = {
        "registered": Application.submitted_at.is_not(None),
        "returned": Application.id.in_(returned),
        "approved": or_(Application.status == Status.APPROVED, Application.outcome.in_(_AFTER_APPROVAL)),
        "paid": Application.id.in_(settled),
        "trained": Enrolment.state.in_((State.DONE, State.EXEMPT)),
        "passed": func.coalesce(passed.c.subjects, 0) >= needed,
        "certified": Application.id.in_(certified),
    }
    statement = (
        select(
            Application.occupation,
            Application.grade,
            *(func.count().filter(rule).label(name) for name, rule in counted.items()),
        )
        .outerjoin(Enrolment, Enrolment.application_id == Application.id)
        .outerjoin(passed, passed.c.application_id == Application.id)
        .where(_own(institutions, plan_id), Application.submitted_at.is_not(None))
        .group_by(Application.occupation, Application.grade)
        .order_by(Application.occupation, Application.grade)
    )
    return [
        Figures(row.occupation or "", row.grade or "", {name: getattr(row, name) for name in STEPS})
        for row in session.execute(statement)
    ]


@dataclass(frozen=True, slots=True)
class Matter:
    """Something to look after: who, what kind, since or until when."""

    kind: str
    subject: str
    text: str
    at: datetime | None


def exceptions(session: Session, institutions: frozenset[UUID], *, limit: int = 50) -> list[Matter]:
    """Overdue tasks of the institution, learners who lag, results that the management system refused."""
    now = clock.now()
    desks = or_(*(WorkItem.group_name.like(f"institution:{each}:%") for each in institutions))
    overdue = select(
        literal("overdue").label("kind"),
        func.coalesce(WorkItem.lane, "").label("subject"),
        WorkItem.title.label("text"),
        WorkItem.due_at.label("at"),
    ).where(desks, WorkItem.status == "open", WorkItem.due_at < now)
    own = Enrolment.institution_id.in_(institutions)
    behind = select(literal("lagging"), Enrolment.name, Enrolment.title, Enrolment.due_at).where(own, lagging())
    refused = (
        select(literal("refused"), Enrolment.name, RegistrySync.message, RegistrySync.updated_at)
        .join(Enrolment, Enrolment.id == RegistrySync.enrolment_id)
        .where(own, RegistrySync.status == "refused")
    )
    parts = [overdue] if institutions else []
    whole = union_all(*parts, behind, refused).subquery()
    rows = session.execute(select(whole).order_by(whole.c.at.nulls_last()).limit(limit))
    return [Matter(row.kind, row.subject, row.text, row.at) for row in rows]


def people(
    session: Session, institutions: frozenset[UUID], plan_id: UUID | None, *, limit: int, offset: int
) -> Sequence[tuple[Application, Enrolment | None]]:
    """The institution's applications with their trainings, newest first."""
    statement = (
        select(Application, Enrolment)
        .outerjoin(Enrolment, Enrolment.application_id == Application.id)
        .where(_own(institutions, plan_id), Application.submitted_at.is_not(None))
        .order_by(Application.id.desc())
    )
    return [(row[0], row[1]) for row in session.execute(statement.limit(limit).offset(offset))]


def people_count(session: Session, institutions: frozenset[UUID], plan_id: UUID | None) -> int:
    rows: Select[Application] = select(Application).where(
        _own(institutions, plan_id), Application.submitted_at.is_not(None)
    )
    return session.scalar(select(func.count()).select_from(rows.subquery())) or 0


def _own(institutions: frozenset[UUID], plan_id: UUID | None) -> ColumnElement[bool]:
    own = Application.institution_id.in_(institutions)
    return and_(own, Application.plan_id == plan_id) if plan_id else own
