"""The dashboard of an institution, for whoever leads it (issue 3, 9). Each sees only his own."""

from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.text import date_cn, datetime_cn
from processes.apply.models import OUTCOMES, Application, Status
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.plans import queries as plans
from processes.train.models import Enrolment, State
from processes.train.rules import share
from web.office.institution import figures
from web.office.training.view import STATES as TRAININGS
from web.ui import page
from web.ui.guards import DbSession, InstitutionLead
from web.ui.views import Tag, pager

router = APIRouter(prefix="/institution")
SIZE = 20
KINDS = {
    "overdue": Tag("任务超期", "bad", "alarm"),
    "lagging": Tag("学习落后", "warn"),
    "refused": Tag("上报被退回", "bad"),
}
STATES = {
    Status.WAITING: Tag("候补", "info"),
    Status.SUBMITTED: Tag("审核中", "info"),
    Status.APPROVED: Tag("已核准", "ok", "check2"),
}


@router.get("")
def dashboard(
    request: Request,
    session: DbSession,
    actor: InstitutionLead,
    plan: str = "",
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    own, plan_id = actor.institutions_as("lead"), _id(plan)
    found = figures.figures(session, own, plan_id)
    names = {row.code: row.name for row in catalogue.occupations(session)}
    people = figures.people(session, own, plan_id, limit=SIZE, offset=(number - 1) * SIZE)
    return page(
        request,
        "office/institution.html",
        name="、".join(row.name for row in catalogue.institutions(session) if row.id in own),
        plan=plan,
        plans=[{"id": str(row.id), "title": row.title} for row in plans.plans(session)],
        funnel=_funnel(found),
        steps=list(figures.STEPS.values()),
        lines=[
            {
                "title": f"{names.get(each.occupation, each.occupation)} · {Grade(each.grade).title}"
                if each.grade
                else "未选职业",
                "counts": list(each.counts.values()),
            }
            for each in found
        ],
        matters=[
            {
                "tag": KINDS[each.kind],
                "subject": each.subject,
                "text": each.text,
                "at": datetime_cn(each.at) if each.at else "",
            }
            for each in figures.exceptions(session, own)
        ],
        people=[_person(application, training, names) for application, training in people],
        pager=pager(request.url, page=number, total=figures.people_count(session, own, plan_id), size=SIZE),
    )


def _funnel(found: list[figures.Figures]) -> list[dict[str, Any]]:
    """The sums of all lines; bars are shares of those who handed in."""
    sums = {name: sum(each.counts[name] for each in found) for name in figures.STEPS}
    most = sums["registered"]
    return [
        {"label": label, "count": sums[name], "percent": share(sums[name], most) if most else 0}
        for name, label in figures.STEPS.items()
    ]


def _person(application: Application, training: Enrolment | None, names: dict[str, str]) -> dict[str, Any]:
    grade = Grade(application.grade).title if application.grade else ""
    ended = Tag(OUTCOMES.get(application.outcome or "", "已结束"))
    return {
        "name": application.name,
        "no": application.no,
        "title": f"{names.get(application.occupation or '', '')} · {grade}",
        "submitted": date_cn(application.submitted_at) if application.submitted_at else "",
        "tag": STATES.get(Status(application.status), ended),
        "training": TRAININGS[State(training.state)] if training else None,
    }


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
