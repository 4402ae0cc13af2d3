"""Where a case stands, for its applicant: whose turn it is, the stages, what has happened. Never a reviewer's name."""

from datetime import datetime

from sqlalchemy.orm import Session

from engine.platform.text import deadline_cn
from processes.apply import queries
from processes.apply.models import OUTCOMES, Application, Status
from processes.apply.rules.steps import TITLES, current
from processes.plans import queries as plans
from web.candidate import later
from web.candidate.standing import Standing
from web.candidate.turn import Now, minute, remaining
from web.candidate.wizard import address, left_words, resume
from web.ui.views import Stage, Tag

LATE = (Status.APPROVED, Status.ENDED)  # only then has a case anything to pay, to learn or to sit
DESKS = {"first": "机构初审", "authority": "主管部门"}


def now_of(standing: Standing) -> Now:
    """What the case waits for."""
    session, application = standing.session, standing.application
    match application.status:
        case Status.DRAFT:
            return _draft(standing)
        case Status.WAITING:
            return _waiting(session, application)
        case Status.APPROVED:
            return later.now_of(standing.later)
        case Status.ENDED:
            return _ended(application)
    notice = standing.open_notice
    if notice is not None:
        text = f"请在 {deadline_cn(notice.due_at)} 前完成补正并提交，逾期由主管部门决定是否终止。"
        title = f"现在轮到您：补正 {len(notice.items)} 项内容"
        return Now(title, text, remaining(notice.due_at), f"/my/cases/{application.no}/correct", "去补正")
    text = f"最晚 {standing.desk_due} 完成，现在不需要您办理。"
    if standing.passed_first:
        return Now("主管部门审批中", text, Tag("审批中", "info"))
    return Now("机构初审中", text, Tag("初审中", "info"))


def stages(standing: Standing) -> list[Stage]:
    """The stages of the case, those ahead included."""
    application = standing.application
    if application.submitted_at is None:
        text = OUTCOMES.get(application.outcome or "", "填写中")
        return [Stage("提交申请", "current", text), *_ahead("机构初审", "主管部门审批", "核准")]
    handed_in = Stage("提交申请", "done", minute(application.submitted_at))
    if application.status == Status.ENDED:
        end = application.ended_at or application.submitted_at
        ending = Stage(OUTCOMES.get(application.outcome or "", "已结束"), "done", minute(end))
        return [handed_in, *later.stages(standing.later), ending]
    if application.status == Status.WAITING:
        return [handed_in, Stage("候补等待", "current", "", Tag("进行中", "now")), *_ahead("机构初审", "核准")]
    if application.status == Status.APPROVED:
        done = [Stage(title, "done", "通过") for title in ("机构初审", "主管部门审批")]
        return [handed_in, *done, Stage("核准", "done", "已核准"), *later.stages(standing.later)]
    notice = standing.open_notice
    text = f"待您补正，{deadline_cn(notice.due_at)} 前" if notice else f"最晚 {standing.desk_due} 完成"
    going = Tag("待补正", "warn") if notice else Tag("进行中", "now")
    if standing.passed_first:
        now = Stage("主管部门审批", "current", text, going)
        return [handed_in, Stage("机构初审", "done", "通过"), now, *_ahead("核准")]
    return [handed_in, Stage("机构初审", "current", text, going), *_ahead("主管部门审批", "核准")]


def events(standing: Standing) -> list[str]:
    """What has happened, oldest first, as sentences that begin with the time."""
    application, found = standing.application, list[tuple[datetime, str]]()
    if application.submitted_at:
        found.append((application.submitted_at, "您提交了申请"))
    for notice in standing.notices:
        titles = "、".join(item["title"] for item in notice.items)
        found.append((notice.issued_at, f"{DESKS[notice.stage]}一次性告知补正：{titles}"))
        if notice.closed_at:
            found.append((notice.closed_at, "您提交了补正" if notice.corrected else "补正环节结束"))
    for row in standing.conclusions:
        if row.stage == "first" and row.conclusion == "pass":
            found.append((row.final_at, "机构初审通过，转主管部门审批"))
    if application.status in LATE:
        found += later.events(standing.later)
    if application.ended_at:
        found.append((application.ended_at, OUTCOMES.get(application.outcome or "", "已结束")))
    return [f"{minute(at)} {text}" for at, text in sorted(found)]


def _draft(standing: Standing) -> Now:
    session, application = standing.session, standing.application
    confirmation = queries.confirmation(session, application)
    if confirmation is not None:
        due = confirmation.due_at
        text = f"机构为您登记了报名。请在 {deadline_cn(due)} 前核对并答复，逾期登记失效。"
        return Now("现在轮到您：确认报名", text, remaining(due), address(application, "confirm"), "去确认")
    step, closes_at = current(application.finished), standing.plan.closes_at
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
