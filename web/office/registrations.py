"""What the clerk's list shows of each registration."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from engine.platform.text import datetime_cn, deadline_cn
from processes.apply import offers, queries
from processes.apply.declared import answers_of
from processes.apply.models import OUTCOMES, Application, Status
from web.ui.views import Tag

STATES = {
    Status.DRAFT: Tag("已确认，填写中", "info"),
    Status.WAITING: Tag("候补", "info"),
    Status.SUBMITTED: Tag("审核中", "info"),
    Status.APPROVED: Tag("已核准", "ok", "check2"),
}


@dataclass(frozen=True, slots=True)
class Registration:
    """A line of the list; `note` says what is waited for, or why it ended; `form` is the signed form's address."""

    no: str
    name: str
    what: str
    registered: str
    tag: Tag
    note: str
    form: str


def registrations(session: Session, rows: Sequence[Application]) -> list[Registration]:
    lines = {row.plan_line_id for row in rows if row.plan_line_id}
    titles = {line_id: offers.offer(session, line_id).title for line_id in lines}
    waiting = queries.confirm_by(session, rows)
    return [
        Registration(
            row.no,
            row.name,
            titles[row.plan_line_id] if row.plan_line_id else "",
            datetime_cn(row.created_at),
            *_state(row, waiting.get(row.instance_id) if row.instance_id else None),
            f"/applications/{row.no}/form.pdf" if row.submitted_at else "",
        )
        for row in rows
    ]


def _state(row: Application, confirm_by: datetime | None) -> tuple[Tag, str]:
    if confirm_by is not None:
        return Tag("待申请人确认", "warn", "clock"), f"{deadline_cn(confirm_by)} 失效"
    if row.status != Status.ENDED:
        return STATES[Status(row.status)], ""
    answer = answers_of(row, "confirmation")
    if answer.get("decision") == "reject":
        return Tag("申请人不报名", "bad"), str(answer["reason"])
    if not answer and row.outcome == "closed":
        return Tag("登记已失效"), "申请人没有在限期内确认"
    return Tag(OUTCOMES.get(row.outcome or "", "已结束")), ""
