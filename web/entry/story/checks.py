"""What must be true when the story is over. Reads only."""

from collections import Counter
from itertools import pairwise
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.audit.seal import seal_once
from engine.platform.audit.verify import verify
from engine.platform.database import system_work, work
from engine.platform.people.models import Authority
from engine.workflow.models import Incident, Instance, WorkItem
from processes.certify.models import Certificate, CertificateState
from processes.papers import queries as papers_of
from processes.papers.models import Draw, Paper, PaperStatus
from processes.pay import queries as pay
from processes.pay.models import LedgerEntry, Payment, Refund
from processes.pay.rules.status import RefundStatus
from processes.plans.models import PlanLine
from processes.questions.models import AssessmentPoint, ElementRange
from web.entry.story.certifying import look_up
from web.entry.story.script import CERTIFIED, DISQUALIFIED, Books

PROCESS = "certification"
FULL = 1000  # tenths of a point


def tenant() -> UUID:
    with system_work() as session:
        return session.scalars(select(Authority.id)).one()


def ends() -> Counter[str]:
    """How many cases ended in each way; those still running count as 办理中."""
    with work(tenant()) as session:
        rows = session.execute(select(Instance.status, Instance.end_name).where(Instance.process == PROCESS)).all()
    return Counter(end or "办理中" if status != "active" else "办理中" for status, end in rows)


def all_checks(address: str, expected: Counter[str], books: Books) -> dict[str, bool]:
    """Every check by name. Certificates are looked up as strangers do, at `address`."""
    seal_once()
    found = ends()
    with work(tenant()) as session:
        running = set(session.scalars(select(Instance.id).where(Instance.status == "active")))
        incidents = session.scalars(select(Incident.id).where(Incident.resolved_at.is_(None))).all()
        items = session.scalars(select(WorkItem.instance_id).where(WorkItem.status == "open")).all()
    return {
        "every case in a named end": "办理中" not in found,
        "ends as expected": +found == +expected,
        "audit chain verified": verify().ok,
        "no open incident": not incidents,
        "no work item without a case": all(instance in running for instance in items),
        **_money(books),
        **_places(expected),
        **_papers(),
        **_certificates(address, books),
    }


def _money(books: Books) -> dict[str, bool]:
    with work(tenant()) as session:
        payments, refunds = session.scalars(select(Payment)).all(), session.scalars(select(Refund)).all()
        entries = Counter((row.kind, row.reference_id) for row in session.scalars(select(LedgerEntry)))
        done = [row for row in refunds if row.status == RefundStatus.DONE]
        wanted = Counter([("payment", row.id) for row in payments] + [("refund", row.id) for row in done])
        return {
            "payments and refunds as expected": (len(payments), len(done)) == (books.payments, books.refunds),
            "one ledger entry per payment": entries == wanted,
            "books balanced": pay.books_balance(session),
        }


def _places(expected: Counter[str]) -> dict[str, bool]:
    """A place is held by whoever sat the exam, and by nobody else."""
    used = expected[CERTIFIED] + expected[DISQUALIFIED]
    with work(tenant()) as session:
        kept = session.scalars(select(PlanLine.taken)).all()
    return {"every place released or used": sum(kept) == used}


def _papers() -> dict[str, bool]:
    with work(tenant()) as session:
        papers = session.scalars(select(Paper).where(Paper.status == PaperStatus.SEALED)).all()
        drawn = session.scalars(select(Draw).order_by(Draw.question_id, Draw.drawn_at)).all()
        cooled = all(
            one.cools_until <= other.drawn_at for one, other in pairwise(drawn) if one.question_id == other.question_id
        )
        within = all(_within_table(session, paper) for paper in papers)
    return {"two papers drawn within their tables": within and len(papers) == 2, "nothing drawn while cooling": cooled}


def _within_table(session: Session, paper: Paper) -> bool:
    """Counted from the questions themselves: each once, as many of each range, kind and importance as were planned."""
    rows = papers_of.items_in_full(session, paper.id)
    elements = papers_of.elements_of(session, [item for item, _ in rows])
    kinds = Counter(version.kind for _, version in rows)
    importance = Counter(elements[item.point_id][1].importance for item, _ in rows)
    ranges = Counter(str(elements[item.point_id][0].id) for item, _ in rows)
    lowest = select(AssessmentPoint.range_id).join(ElementRange, ElementRange.id == AssessmentPoint.range_id)
    wanted = set(map(str, session.scalars(lowest.where(ElementRange.table_id == paper.table_id))))
    planned: dict[str, Any] = paper.report or {}
    return (
        len({item.question_id for item, _ in rows}) == len(rows) == planned["count"]
        and sum(item.score for item, _ in rows) == FULL
        and kinds == {row["kind"]: row["planned"] for row in planned["kinds"]}
        and all(row["least"] <= importance[row["code"]] <= row["most"] for row in planned["importance"])
        and all(ranges[row["id"]] == row["planned"] for row in planned["ranges"] if row["id"] in wanted)
    )


def _certificates(address: str, books: Books) -> dict[str, bool]:
    with work(tenant()) as session:
        rows = session.scalars(select(Certificate).order_by(Certificate.number)).all()
        wanted = {row.number: "证书有效" if row.state == CertificateState.VALID else "证书已作废" for row in rows}
        named = [(row.number, row.name) for row in rows]
        valid = {row.application_id for row in rows if row.state == CertificateState.VALID}
        voided = [row.application_id for row in rows if row.state == CertificateState.VOID]
    return {
        "voided certificates issued again": len(voided) == books.voided and valid.issuperset(voided),
        "certificates as expected": len(named) == books.certificates,
        "numbers of 22 characters, each once": len(set(wanted)) == len(named) and {len(no) for no in wanted} == {22},
        "every certificate found by the public lookup": look_up(address, named) == wanted,
    }
