"""Python behind the service tasks of apply.bpmn. Each may run again for the same task and changes nothing then."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import notices
from engine.platform.database import work
from engine.platform.text import deadline_cn
from engine.workflow.registry import TaskContext, service_task
from processes.apply import offers, queries
from processes.apply.declared import answers_of
from processes.apply.models import Application, Status
from processes.apply.service import submit
from processes.catalogue.identity import CITIZEN
from processes.catalogue.ports import IdentityAnswer, IdentityCheck, IdentityRefused
from processes.plans.service import places

Variables = Mapping[str, Any]


@service_task("apply.take_place")
def take_place(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Take a place of the plan line, or join its waiting list; tell the applicant which."""
    session = ctx.work
    application = queries.application(session, application_id, lock=True)
    place = offers.take(session, application)
    if place == "taken":
        body = f"申请编号 {application.no}。我们将审核您的材料，结果会通知您，无需来电询问。"
        _tell(session, application, "application.submitted", "申请已提交", body)
    else:
        application.status = Status.WAITING
        body = f"申请编号 {application.no}。名额已满，您已进入候补；有空缺时会通知您在限期内确认。"
        _tell(session, application, "application.waiting", "已进入候补", body)
    session.flush()
    return {"place": place}


@service_task("apply.verify_identity", remote=True)
def verify_identity(ctx: TaskContext, *, application_id: UUID, register: IdentityCheck) -> Variables:
    """Ask the register whether name and number belong together. Other documents are for the reviewer's eye."""
    tenant = ctx.actor.tenant_id
    with work(tenant) as session:
        declared = answers_of(queries.application(session, application_id), "identity")
    answer = IdentityAnswer.UNKNOWN
    if declared["id_kind"] == CITIZEN:
        try:
            answer = register.check(name=declared["name"], id_number=declared["id_number"], serial=str(ctx.task_id))
        except IdentityRefused:
            answer = IdentityAnswer.UNKNOWN
    with work(tenant) as session:
        queries.application(session, application_id, lock=True).identity_result = answer.value
    return {"identity_result": answer.value}


@service_task("apply.offer_expired")
def offer_expired(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The offered place was not accepted in time: it goes to the next one on the list."""
    session = ctx.work
    application = queries.application(session, application_id, lock=True)
    places.release_place(session, application.id)
    submit.end(session, ctx.actor, application, "closed")
    body = f"申请编号 {application.no}。您未在限期内确认候补名额，名额已顺延，本次申请结束。您可以另行报名。"
    _tell(session, application, "application.offer_expired", "候补名额已失效", body)
    return {"outcome": "closed"}


@service_task("apply.close_draft")
def close_draft(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The plan has closed before the draft was handed in, or before a place became free."""
    session = ctx.work
    application = queries.application(session, application_id, lock=True)
    waiting = application.status == Status.WAITING
    submit.end(session, ctx.actor, application, "closed")
    reason = "候补期间没有空出名额" if waiting else "申请没有在截止前提交"
    body = f"申请编号 {application.no}。报名已截止，{reason}，本次申请结束。您可以报名其他计划。"
    _tell(session, application, "application.closed", "报名已截止", body)
    return {"outcome": "closed"}


@service_task("apply.remind_draft")
def remind_draft(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Remind of a draft before the plan closes, or of an offered place before it lapses."""
    session = ctx.work
    application = queries.application(session, application_id)
    if application.status == Status.WAITING:
        body = f"申请编号 {application.no}。候补名额还剩 12 小时，请尽快确认，逾期将顺延给下一位。"
        _tell(session, application, "application.accept_soon", "请确认候补名额", body)
    else:
        closes = deadline_cn(offers.plan(session, application.plan_id).closes_at)
        body = f"申请编号 {application.no}。您的申请还没有提交，报名 {closes} 截止，逾期草稿作废。"
        _tell(session, application, "application.draft_waiting", "申请还没有提交", body)
    return {}


def _tell(session: Session, application: Application, kind: str, title: str, body: str) -> None:
    link = f"/my/cases/{application.no}"
    notices.send(session, application.person_id, kind, title=title, body=body, link=link, sms=True)
