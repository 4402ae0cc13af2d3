"""How a training comes to its end: everything studied, results confirmed, exempt, or too late."""

from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import audit, clock, notices, outbox
from engine.platform.database import tenant_of
from engine.platform.people import Actor
from engine.platform.text import deadline_cn
from engine.workflow import commands
from processes.train import queries
from processes.train.events import TrainingEnded
from processes.train.models import Enrolment, State
from processes.train.rules import minutes_by_category, missing, overall
from processes.train.service.proof import issue

ENDED = (State.DONE, State.EXEMPT, State.FAILED, State.CLOSED)


def complete_if_done(session: Session, enrolment: Enrolment) -> bool:
    """Note that everything is studied, and wake the case. A self-chosen course ends here with its proof."""
    states = queries.progress(session, enrolment)
    if enrolment.state != State.LEARNING or not states or not all(state.done for state in states):
        return False
    row = queries.locked(session, enrolment)
    if row.state != State.LEARNING:
        return False
    system = Actor.system(tenant_of(session))
    row.state, row.completed_at = State.COMPLETED, clock.now()
    audit.record(
        session,
        system,
        "train.completed",
        subject=("application", row.application_id) if row.application_id else ("enrolment", row.id),
        instance_id=row.instance_id,
        after={"title": row.title, "minutes": minutes_by_category(states)},
    )
    session.flush()
    if row.application_id is None:
        conclude(session, system, row, State.DONE)
        return True
    commands.correlate(session, "training.completed", str(row.application_id))
    notices.send(
        session,
        row.person_id,
        "train.completed",
        title="培训已学完",
        body=f"“{row.title}”的全部课程已学完。培训机构将在 5 个工作日内确认结果，现在不需要您办理。",
        link=f"/my/learning/{row.id}",
    )
    return True


def conclude(session: Session, actor: Actor, row: Enrolment, state: State) -> None:
    """End a training; done means that a proof is issued and its owner told. Repeating changes nothing."""
    if row.state in ENDED:
        return
    row.state, row.ended_at = state, clock.now()
    session.flush()
    if state is State.DONE:
        proof = issue(session, row)
        notices.send(
            session,
            row.person_id,
            "train.done",
            title="培训合格，培训证明已开具",
            body=f"“{row.title}”培训合格。培训证明编号 {proof.no}，可随时下载打印。下一步安排会另行通知。",
            link=f"/my/learning/{row.id}",
            sms=True,
        )
    audit.record(
        session,
        actor,
        "train.ended",
        subject=("application", row.application_id) if row.application_id else ("enrolment", row.id),
        instance_id=row.instance_id,
        after={"title": row.title, "training": state.value},
    )
    outbox.record(session, TrainingEnded(row.id, state.value))


def close_for(session: Session, actor: Actor, application_id: UUID) -> None:
    """End the training of a case that is withdrawn or cancelled; a case without one is fine."""
    row = queries.of_application(session, application_id)
    if row is not None:
        conclude(session, actor, row, State.CLOSED)


def remind(session: Session, row: Enrolment) -> bool:
    """Tell a learner what is missing and until when. False when there is nothing to remind of."""
    if row.state != State.LEARNING:
        return False
    states = queries.progress(session, row)
    until = f"请在 {deadline_cn(row.due_at)} 前学完。" if row.due_at else ""
    left = "；".join(missing(states)[:3])
    notices.send(
        session,
        row.person_id,
        "train.reminder",
        title=f"培训已学 {overall(states)}%，请继续学习",
        body=f"“{row.title}”：{left}。{until}",
        link=f"/my/learning/{row.id}",
        sms=True,
    )
    row.reminded_at = clock.now()
    session.flush()
    return True
