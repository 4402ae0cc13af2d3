"""When a plan's window is widened, the drafts in it get the time too."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.workflow import commands
from engine.workflow.models import Instance
from processes.apply.models import Status
from processes.apply.subscribers import follow_the_window
from processes.plans.events import PlanChanged
from tests.processes.apply import builders
from tests.processes.apply.builders import make_applicant, make_application
from tests.processes.plans.builders import make_plan

DAY = timedelta(days=1)


def test_a_draft_ends_at_the_later_time(session: Session, tenant: UUID) -> None:
    builders.deploy(session, tenant)
    plan = make_plan(session)
    first, handed_in = make_applicant(session), make_applicant(session)
    draft = make_application(session, first, plan, until="history")
    done = make_application(session, handed_in, plan)
    plan.closes_at += 5 * DAY
    follow_the_window(session, PlanChanged(plan.id, plan.opens_at, plan.closes_at))
    [item] = commands.open_items(session, first, str(draft.id))
    session.refresh(item)
    assert item.due_at == plan.closes_at
    assert done.status == Status.SUBMITTED

    follow_the_window(session, PlanChanged(plan.id, plan.opens_at, clock.now() - DAY))
    instance = session.scalars(select(Instance).where(Instance.id == draft.instance_id)).one()
    session.refresh(instance)
    assert instance.end_name == "已截止"
