"""Where a case stands, for its applicant: whose turn it is, the stages, what has happened. Never a reviewer's name."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.text import deadline_cn
from engine.workflow.models import WorklistEntry
from processes.apply import queries
from processes.apply.models import OUTCOMES, Application, Status
from processes.apply.rules.steps import TITLES, current
from processes.plans import queries as plans
from processes.review import queries as review
from web.candidate import later
from web.candidate.receipt import review_due, short_day
from web.candidate.turn import Now, minute, remaining
from web.candidate.wizard import address, left_words, resume
from web.ui.views import Stage, Tag


def now_of(session: Session, application: Application) -> Now:
    """What the case waits for."""
    match application.status:
        case Status.DRAFT:
            return _draft(session, application)
        case Status.WAITING:
            return _waiting(session, application)
        case Status.APPROVED:
            return later.now_of(session, application)
        case Status.ENDED:
            return _ended(application)
    notice = review.open_notice(session, application.id)
    if notice is not None:
        text = f"请在 {deadline_cn(notice.due_at)} 前完成补正并提交，逾期由主管部门决定是否终止。"
        title = f"现在轮到您：补正 {len(notice.items)} 项内容"
        return Now(title, text, remaining(notice.due_at), f"/my/cases/{application.no}/correct", "去补正")
    due = desk_due(session, application)
    if passed_first(session, application):
        return Now("主管部门审批中", f"最晚 {due} 完成，现在不需要您办理。", Tag("审批中", "info"))
    return Now("机构初审中", f"最晚 {due} 完成，现在不需要您办理。", Tag("初审中", "info"))


def stages(session: Session, application: Application) -> list[Stage]:
    """The stages of the case, those ahead included."""
    if application.submitted_at is None:
        text = OUTCOMES.get(application.outcome or "", "填写中")
        return [Stage("提交申请", "current", text), *_ahead("机构初审", "主管部门审批", "核准")]
    handed_in = Stage("提交申请", "done", minute(application.submitted_at))
    if application.status == Status.ENDED:
        end = application.ended_at or application.submitted_at
        ending = Stage(OUTCOMES.get(application.outcome or "", "已结束"), "done", minute(end))
        return [handed_in, *later.stages(session, application), ending]
    if application.status == Status.WAITING:
        return [handed_in, Stage("候补等待", "current", "", Tag("进行中", "now")), *_ahead("机构初审", "核准")]
    if application.status == Status.APPROVED:
        done = [Stage(title, "done", "通过") for title in ("机构初审", "主管部门审批")]
        return [handed_in, *done, Stage("核准", "done", "已核准"), *later.stages(session, application)]
    notice = review.open_notice(session, application.id)
    text = f"待您补正，{deadline_cn(notice.due_at)} 前" if notice else f"最晚 {desk_due(session, application)} 完成"
    going = Tag("待补正", "warn") if notice else Tag("进行中", "now")
    if passed_first(session, application):
        now = Stage("主管部门审批", "current", text, going)
        return [handed_in, Stage("机构初审", "done", "通过"), now, *_ahead("核准")]
    return [handed_in, Stage("机构初审", "current", text, going), *_ahead("主管部门审批", "核准")]


def desk_due(session: Session, application: Application) -> str:
    """The day by which the desk that has the case must be done; by the plan while it is on its way there."""
    open_entry = select(WorklistEntry.due_at).where(
        WorklistEntry.business_key == str(application.id), WorklistEntry.open
    )
    due = session.scalar(open_entry.order_by(WorklistEntry.due_at.desc()).limit(1))
    if due is not None:
        return short_day(due - timedelta(seconds=1))
    first, approval = review_due(session, application)
    return approval if passed_first(session, application) else first


def events(session: Session, application: Application) -> list[str]:
    """What has happened, oldest first, as sentences that begin with the time."""
    found: list[tuple[datetime, str]] = []
    if application.submitted_at:
        found.append((application.submitted_at, "您提交了申请"))
    for notice in review.notices(session, application.id):
        titles = "、".join(item["title"] for item in notice.items)
        found.append((notice.issued_at, f"一次性告知补正：{titles}"))
        if notice.closed_at:
            found.append((notice.closed_at, "补正环节结束"))
    for row in review.conclusions(session, application.id):
        if row.stage == "first" and row.conclusion == "pass" and row.taken_back_at is None and _is_final(row.final_at):
            found.append((row.final_at, "机构初审通过，转主管部门审批"))
    found += later.events(session, application)
    if application.ended_at:
        found.append((application.ended_at, OUTCOMES.get(application.outcome or "", "已结束")))
    return [f"{minute(at)} {text}" for at, text in sorted(found)]


def passed_first(session: Session, application: Application) -> bool:
    """Whether the first review has passed for good: while it may be taken back, nothing is said."""
    concluded = review.conclusions(session, application.id)
    in_force = next((row for row in concluded if row.taken_back_at is None and row.stage == "first"), None)
    return in_force is not None and in_force.conclusion == "pass" and _is_final(in_force.final_at)


def _draft(session: Session, application: Application) -> Now:
    confirmation = queries.confirmation(session, application)
    if confirmation is not None:
        due = confirmation.due_at
        text = f"机构为您登记了报名。请在 {deadline_cn(due)} 前核对并答复，逾期登记失效。"
        return Now("现在轮到您：确认报名", text, remaining(due), address(application, "confirm"), "去确认")
    step, closes_at = current(application.finished), plans.plan(session, application.plan_id).closes_at
    text = (
        f"下一步：{TITLES[step]}（{left_words(application, step)}）。报名 {deadline_cn(closes_at)} 截止，逾期草稿作废。"
    )
    return Now("现在轮到您：继续填写", text, remaining(closes_at), resume(application), "继续填写")


def _waiting(session: Session, application: Application) -> Now:
    if plans.place_of(session, application.id).state == "offered":
        text = "有名额空出来了，请在通知所写的期限内确认，逾期顺延给下一位。"
        href = f"/my/applications/{application.id}/accept"
        return Now("现在轮到您：确认候补名额", text, Tag("待确认", "warn"), href, "去确认")
    turn = plans.turn(session, application.id)
    place = f"您排在第 {turn} 位。" if turn else ""
    return Now("候补等待中", f"{place}有空缺时会通知您，现在不需要办理。", Tag("候补", "info"))


def _ended(application: Application) -> Now:
    outcome = OUTCOMES.get(application.outcome or "", "已结束")
    text = "原因见消息。报名开放期间可以重新申请。"
    return Now(f"申请已结束：{outcome}", text, Tag(outcome, "bad" if application.outcome == "rejected" else ""))


def _ahead(*titles: str) -> list[Stage]:
    return [Stage(title, "todo") for title in titles]


def _is_final(moment: datetime) -> bool:
    return moment <= clock.now()
