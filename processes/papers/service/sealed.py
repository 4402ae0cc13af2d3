"""A sealed paper: how it becomes one, who opens it and when, and what ends it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import audit, clock, notices
from engine.platform.crypto import Undecipherable
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.text import datetime_cn
from processes.papers import content, queries
from processes.papers.content import PaperContent, PaperQuestion, Tampered
from processes.papers.errors import NeverOpened, NotSealed, PaperInUse, PaperSealed, PaperStillSealed, SealBroken
from processes.papers.models import Paper, PaperOpening, PaperStatus
from processes.papers.options import STATES
from processes.questions import pictures

OPENS_BEFORE = timedelta(minutes=5)
LASTS_LONGER = timedelta(hours=2)  # than the paper's own minutes: late starts and credited outages


def seal(session: Session, actor: Actor, paper: Paper) -> None:
    """Keep the paper's content encrypted with its hash. Repeating changes nothing."""
    if paper.status == PaperStatus.SEALED:
        return
    content.seal(paper, content_of(session, paper))
    paper.status, paper.sealed_at = PaperStatus.SEALED, clock.now()
    _record(session, actor, paper, "paper.sealed", sha256=paper.content_sha256)


def content_of(session: Session, paper: Paper) -> PaperContent:
    """What the paper says, from the bank's versions that were drawn."""
    questions = [
        PaperQuestion(
            place=item.place,
            question_id=str(item.question_id),
            version_id=str(item.version_id),
            kind=item.kind,
            stem=version.stem,
            options=version.options,
            answer=version.answer,
            score=item.score,
            pictures=pictures.encoded(session, version),
        )
        for item, version in queries.items_in_full(session, paper.id)
    ]
    return PaperContent(title=paper.title, minutes=paper.minutes, questions=questions)


def opened(session: Session, actor: Actor, paper_id: UUID, *, starts_at: datetime) -> PaperContent:
    """The content for a session that begins at `starts_at`: from five minutes before, never earlier.

    The first opening for each beginning is written down and audited. Raises NoSuchPaper, NotSealed,
    PaperStillSealed, SealBroken.
    """
    paper = sealed_paper(session, paper_id)
    now, opens = clock.now(), starts_at - OPENS_BEFORE
    if now < opens:
        raise PaperStillSealed(opens=datetime_cn(opens))
    found = _unsealed(paper)
    first = (
        insert(PaperOpening)
        .values(
            id=new_id(),
            tenant_id=paper.tenant_id,
            paper_id=paper.id,
            starts_at=starts_at,
            opened_by=actor.person_id,
            opened_at=now,
        )
        .on_conflict_do_nothing(index_elements=["tenant_id", "paper_id", "starts_at"])
        .returning(PaperOpening.id)
    )
    if session.scalar(first) is not None:
        _record(session, actor, paper, "paper.opened", starts_at=starts_at.isoformat())
    return found


def reopened(session: Session, paper_id: UUID) -> PaperContent:
    """The content of a paper that was opened before, for those who go on with it.

    Raises NoSuchPaper, NotSealed, NeverOpened, SealBroken.
    """
    paper = sealed_paper(session, paper_id)
    if session.scalar(select(PaperOpening.id).where(PaperOpening.paper_id == paper.id).limit(1)) is None:
        raise NeverOpened(title=paper.title)
    return _unsealed(paper)


def preview(session: Session, actor: Actor, paper: Paper) -> PaperContent:
    """The questions of a paper that is not sealed yet, for those who check and approve it. Raises PaperSealed."""
    if paper.status != PaperStatus.ASSEMBLED:
        raise PaperSealed(title=paper.title)
    _record(session, actor, paper, "paper.previewed")
    return content_of(session, paper)


def print_out(session: Session, actor: Actor, paper_id: UUID, *, kind: str) -> tuple[Paper, PaperContent]:
    """A sealed paper with its content, for the press. Who may have it is for the caller; that he had it is audited.

    Raises NoSuchPaper, NotSealed, SealBroken.
    """
    paper = sealed_paper(session, paper_id)
    found = _unsealed(paper)
    _record(session, actor, paper, "paper.printed", kind=kind, sha256=paper.content_sha256)
    return paper, found


def withdraw(session: Session, actor: Actor, paper_id: UUID, *, reason: str) -> None:
    """End a sealed paper, as after a leak. Its draws still count, and sessions that chose it need another one.

    Raises NoSuchPaper, NotSealed, and PaperInUse while an exam with it may be running.
    """
    paper = sealed_paper(session, paper_id, lock=True)
    since = clock.now() - timedelta(minutes=paper.minutes) - LASTS_LONGER
    running = select(PaperOpening.id).where(PaperOpening.paper_id == paper.id, PaperOpening.starts_at > since)
    if session.scalar(running.limit(1)) is not None:
        raise PaperInUse(title=paper.title)
    paper.status, paper.returned_reason = PaperStatus.DISCARDED, reason
    _record(session, actor, paper, "paper.withdrawn", reason=reason)
    for person in people.members(session, "authority:arranger"):
        notices.send(
            session,
            person.id,
            "paper.withdrawn",
            title=f"试卷“{paper.title}”已作废",
            body=f"试卷编号 {paper.no}。已选用它的场次请在开考前换卷。",
            link="/arrange",
        )
    session.flush()


def sealed_paper(session: Session, paper_id: UUID, *, lock: bool = False) -> Paper:
    """Raises NoSuchPaper, NotSealed."""
    paper = queries.paper(session, paper_id, lock=lock)
    if paper.status != PaperStatus.SEALED:
        raise NotSealed(title=paper.title, state=STATES[paper.status])
    return paper


def _unsealed(paper: Paper) -> PaperContent:
    try:
        return content.unseal(paper)
    except (Tampered, Undecipherable) as error:
        raise SealBroken(title=paper.title) from error


def _record(session: Session, actor: Actor, paper: Paper, action: str, **after: str | None) -> None:
    audit.record(
        session,
        actor,
        action,
        subject=("paper", paper.id),
        instance_id=paper.instance_id,
        after={name: value for name, value in after.items() if value} or None,
    )
