"""Python behind the service tasks of train.bpmn."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock, notices
from engine.platform.database import work
from engine.platform.people import queries as people
from engine.platform.text import deadline_cn
from engine.workflow.registry import TaskContext, service_task
from processes.apply import queries as applications
from processes.apply.declared import answers_of
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.train import queries
from processes.train.errors import NoSuchTraining
from processes.train.models import Enrolment, RegistrySync, State
from processes.train.ports import RegistryUnavailable, TrainingRecord, TrainingRegistry
from processes.train.service.account import open_for_case
from processes.train.service.finish import conclude, remind

Variables = Mapping[str, Any]
GRACE = timedelta(days=3)  # what a learner has at least after an exemption was refused


@service_task("train.open_account")
def open_account(ctx: TaskContext, *, application_id: UUID, training_days: int) -> Variables:
    """Open the learning account with the courses of the regulation, and tell the learner until when."""
    application = applications.application(ctx.work, application_id)
    row = open_for_case(ctx.work, ctx.actor, application, days=int(training_days), instance_id=ctx.instance_id)
    until = row.due_at or clock.now()
    notices.send(
        ctx.work,
        row.person_id,
        "train.opened",
        title="培训已开通，请开始学习",
        body=f"申请编号 {application.no}。“{row.title}”的培训已开通，请在 {deadline_cn(until)} 前学完全部课程。",
        link=f"/my/learning/{row.id}",
        sms=True,
    )
    return {"training_until": until.isoformat(), "sync_message": None}


@service_task("train.remind")
def remind_learner(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Tell the learner what is missing."""
    remind(ctx.work, _enrolment(ctx.work, application_id))
    return {}


@service_task("train.synchronise", remote=True)
def synchronise(ctx: TaskContext, *, application_id: UUID, registry: TrainingRegistry) -> Variables:
    """Report the confirmed results. A registry that is silent is asked again with the same serial; what it refuses
    goes back to the trainer."""
    tenant, serial = ctx.actor.tenant_id, str(ctx.task_id)
    with work(tenant) as session:
        row = _enrolment(session, application_id)
        record = _record(session, row)
        _note(session, row.id, serial, status="waiting", tried=True)
    try:
        answer = registry.submit(record, serial=serial)
    except RegistryUnavailable as failure:
        with work(tenant) as session:
            _note(session, row.id, serial, status="waiting", message=f"管理系统没有答复，稍后自动再试（{failure}）")
        raise
    status = "accepted" if answer.accepted else "refused"
    with work(tenant) as session:
        _note(session, row.id, serial, status=status, reference=answer.reference, message=answer.message)
        if not answer.accepted:
            queries.enrolment(session, row.id, lock=True).state = State.COMPLETED  # the trainer has it again
    return {"sync": status, "sync_message": answer.message or None}


@service_task("train.finish")
def finish(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Results are confirmed and synchronised: issue the proof."""
    conclude(ctx.work, ctx.actor, _enrolment(ctx.work, application_id), State.DONE)
    return {"train_outcome": "done"}


@service_task("train.exempt")
def exempt(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Trainer and supervisor agree that an earlier proof covers this training."""
    row = _enrolment(ctx.work, application_id)
    conclude(ctx.work, ctx.actor, row, State.EXEMPT)
    notices.send(
        ctx.work,
        row.person_id,
        "train.exempt",
        title="已同意免训",
        body=f"“{row.title}”：您以前的培训证明已认可，不需要再学。下一步安排会另行通知。",
        link=f"/my/learning/{row.id}",
        sms=True,
    )
    return {"train_outcome": "exempt"}


@service_task("train.refuse_exemption")
def refuse_exemption(ctx: TaskContext, *, application_id: UUID, training_until: str) -> Variables:
    """Tell the learner why, and leave at least three days to study."""
    row = _enrolment(ctx.work, application_id)
    request = queries.exemption(ctx.work, row.id)
    row.due_at = max(row.due_at or clock.now(), clock.now() + GRACE)
    notices.send(
        ctx.work,
        row.person_id,
        "train.exemption_refused",
        title="免训申请没有通过",
        body=f"“{row.title}”：{request.answer if request else ''} 请在 {deadline_cn(row.due_at)} 前学完全部课程。",
        link=f"/my/learning/{row.id}",
        sms=True,
    )
    return {"training_until": row.due_at.isoformat(), "exemption": None}


@service_task("train.expire")
def expire(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The time to study is over."""
    row = _enrolment(ctx.work, application_id)
    conclude(ctx.work, ctx.actor, row, State.FAILED)
    _tell_failed(ctx.work, row, "培训期限已过，课程没有学完，本次办理终止。学过的时间保留在“学习”里可以查看。")
    return {"train_outcome": "failed"}


@service_task("train.fail")
def fail(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The institution found a category unqualified."""
    row = _enrolment(ctx.work, application_id)
    conclude(ctx.work, ctx.actor, row, State.FAILED)
    notes = {result.note for result in queries.results(ctx.work, row.id) if result.note}
    _tell_failed(ctx.work, row, f"培训结果不合格，本次办理终止。原因：{'；'.join(notes)}")
    return {"train_outcome": "failed"}


@service_task("train.escalate")
def escalate(ctx: TaskContext, *, application_id: UUID, institution_id: str) -> Variables:
    """Tell who leads that a task of the training is overdue: the institution's lead and the supervisors."""
    application = applications.application(ctx.work, application_id)
    for group in (f"institution:{institution_id}:lead", "authority:supervisor"):
        for person in people.members(ctx.work, group):
            notices.send(
                ctx.work,
                person.id,
                "train.overdue",
                title="有培训任务超期",
                body=f"申请编号 {application.no} 的培训任务已经超期，请督促办理。",
                link="/tasks",
            )
    return {}


def _enrolment(session: Session, application_id: UUID) -> Enrolment:
    row = queries.of_application(session, application_id)
    if row is None:
        raise NoSuchTraining
    return row


def _record(session: Session, row: Enrolment) -> TrainingRecord:
    results = queries.results(session, row.id)
    application = applications.application(session, row.application_id) if row.application_id else None
    declared = answers_of(application, "identity") if application else {}
    return TrainingRecord(
        name=row.name,
        id_number=str(declared.get("id_number", "")),
        institution=catalogue.institution(session, row.institution_id).code if row.institution_id else "",
        occupation=row.occupation or "",
        grade=Grade(row.grade).value if row.grade else "",
        completed_on=clock.shanghai(row.completed_at or clock.now()).date().isoformat(),
        minutes={result.category: result.minutes + result.offline_minutes for result in results},
        results={result.category: result.verdict for result in results},
        remark=results[0].note if results else "",
    )


def _note(
    session: Session,
    enrolment_id: UUID,
    serial: str,
    *,
    status: str,
    reference: str = "",
    message: str = "",
    tried: bool = False,
) -> None:
    row = queries.sync(session, enrolment_id)
    if row is None:
        row = RegistrySync(enrolment_id=enrolment_id, attempts=0)
        session.add(row)
    row.status, row.serial, row.reference, row.message = status, serial, reference, message
    row.attempts += tried
    session.flush()


def _tell_failed(session: Session, row: Enrolment, text: str) -> None:
    notices.send(
        session,
        row.person_id,
        "train.failed",
        title="培训未完成",
        body=f"“{row.title}”：{text}",
        link=f"/my/learning/{row.id}",
        sms=True,
    )
