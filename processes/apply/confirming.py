"""Python behind the service tasks around a confirmation. Each may run again for the same task and changes nothing."""

from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import notices
from engine.platform.text import deadline_cn
from engine.workflow.registry import TaskContext, service_task
from processes.apply import queries
from processes.apply.handlers import Variables
from processes.apply.models import Application
from processes.apply.service import submit


@service_task("apply.remind_confirmation")
def remind_confirmation(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Remind of a registration that its applicant has not answered."""
    application = queries.application(ctx.work, application_id)
    item = queries.confirmation(ctx.work, application)
    if item is not None:
        body = f"申请编号 {application.no}。机构为您登记的报名还没有确认，{deadline_cn(item.due_at)} 失效。"
        link = f"/my/applications/{application.id}/confirm"
        _tell(ctx.work, application, "application.confirm_soon", "请尽快确认报名", body, link)
    return {}


@service_task("apply.expire_registration")
def expire_registration(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """Nobody confirmed in time: the registration has no effect."""
    application = queries.application(ctx.work, application_id, lock=True)
    submit.end(ctx.work, ctx.actor, application, "closed")
    body = f"申请编号 {application.no}。您没有在限期内确认，机构的登记已失效，本次申请结束。报名截止前可以另行报名。"
    _tell(ctx.work, application, "application.unconfirmed", "登记已失效", body)
    return {"outcome": "closed"}


@service_task("apply.withdraw_registration")
def withdraw_registration(ctx: TaskContext, *, application_id: UUID) -> Variables:
    """The applicant does not want it."""
    application = queries.application(ctx.work, application_id, lock=True)
    submit.end(ctx.work, ctx.actor, application, "withdrawn")
    body = f"申请编号 {application.no}。您没有确认这次报名，登记已撤销，机构会看到您写的原因。报名截止前可以另行报名。"
    _tell(ctx.work, application, "application.declined", "登记已撤销", body)
    return {"outcome": "withdrawn"}


def _tell(
    session: Session, application: Application, kind: str, title: str, body: str, link: str | None = None
) -> None:
    link = link or f"/my/cases/{application.no}"
    notices.send(session, application.person_id, kind, title=title, body=body, link=link, sms=True)
