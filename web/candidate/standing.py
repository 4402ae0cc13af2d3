"""What a page reads of a case that was handed in: once, and only what it asks for."""

from datetime import datetime, timedelta
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.calendar import add_working_days
from engine.workflow.models import WorklistEntry
from processes.apply.models import Application, Status
from processes.plans import queries as plans
from processes.plans.models import Plan
from processes.review import queries as review
from processes.review.models import Conclusion, CorrectionNotice
from web.candidate.later import Later
from web.candidate.receipt import short_day

_MOMENT = timedelta(seconds=1)  # a working day ends at midnight; what people read is the day that ends


class Standing:
    """Where a case stands with its reviewers, and with those who come after them."""

    def __init__(self, session: Session, application: Application, *, plan: Plan | None = None) -> None:
        """`plan` where it was read already."""
        self.session, self.application, self._plan = session, application, plan

    @cached_property
    def later(self) -> Later:
        """What came after the approval."""
        return Later(self.session, self.application)

    @cached_property
    def plan(self) -> Plan:
        return self._plan or plans.plan(self.session, self.application.plan_id)

    @cached_property
    def notices(self) -> list[CorrectionNotice]:
        """Newest first."""
        return list(review.notices(self.session, self.application.id))

    @cached_property
    def conclusions(self) -> list[Conclusion]:
        """Those in force, newest first. While one may be taken back, nothing is said of it."""
        found = review.conclusions(self.session, self.application.id)
        return [row for row in found if row.taken_back_at is None and row.final_at <= clock.now()]

    @cached_property
    def desk(self) -> tuple[datetime, str] | None:
        """By when which group must be done; None while the case is on its way from one desk to another."""
        open_entry = select(WorklistEntry.due_at, WorklistEntry.group_name).where(
            WorklistEntry.business_key == str(self.application.id), WorklistEntry.open
        )
        found = self.session.execute(open_entry.order_by(WorklistEntry.due_at.desc()).limit(1)).first()
        return (found.due_at, found.group_name) if found is not None else None

    @property
    def open_notice(self) -> CorrectionNotice | None:
        """The notice that waits for a correction."""
        return next((row for row in self.notices if row.closed_at is None), None)

    @property
    def passed_first(self) -> bool:
        """Whether the authority has it: a correction of what was declared goes through the first review again."""
        if self.open_notice is not None:
            return self.open_notice.stage == "authority"
        group = self.desk[1] if self.desk is not None else ""
        if group.startswith("institution:") or group == "authority:approver":
            return group == "authority:approver"
        first = next((row for row in self.conclusions if row.stage == "first"), None)
        return first is not None and first.conclusion == "pass"

    @property
    def desk_due(self) -> str:
        """The day by which the desk that has the case must be done."""
        return short_day(self._desk_due() - _MOMENT)

    @property
    def expected(self) -> str:
        """By when the review is over, by working days; while the applicant corrects, its clock stands still."""
        if self.application.status != Status.SUBMITTED:
            return ""
        if self.open_notice is not None:
            declared = any(item["step"] for item in self.open_notice.items)
            first = declared or self.open_notice.stage == "first"
            desk = f"初审 {self.plan.first_review_days}" if first else f"审批 {self.plan.approval_days}"
            then = f"，初审通过后审批 {self.plan.approval_days} 个工作日内完成" if first else ""
            return f"补正期间不计入审核时间。您提交补正后，{desk} 个工作日内完成{then}。"
        due = self._desk_due()
        if due < clock.now():
            return "已超过承诺的期限，系统已督促办理人员。您也可以拨打页面上的电话询问。"
        if self.passed_first:
            return f"预计最晚 {self.desk_due} 有审核结果，按工作日计算。"
        last = short_day(add_working_days(due - _MOMENT, self.plan.approval_days) - _MOMENT)
        return f"预计最晚 {last} 有审核结果，按工作日计算；如需补正，您补正的时间不计在内。"

    def _desk_due(self) -> datetime:
        if self.desk is not None:
            return self.desk[0]
        if self.passed_first:
            passed = [row.final_at for row in self.conclusions if row.stage == "first"]
            return add_working_days(max([self._begun, *passed]), self.plan.approval_days)
        return add_working_days(self._begun, self.plan.first_review_days)

    @property
    def _begun(self) -> datetime:
        """When the desks got the case: handed in, or handed in again."""
        closed = [row.closed_at for row in self.notices if row.closed_at is not None]
        return max([self.application.submitted_at or clock.now(), *closed])
