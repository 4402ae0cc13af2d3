"""The authority of 鹭州市: institutions, points, occupations, staff, definitions, and its open plan. Safe to repeat."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import work
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.people.models import Person
from engine.workflow import commands
from processes.catalogue import queries as catalogue
from processes.plans.models import Plan
from processes.plans.service.draft import draw_up
from web.entry import founding
from web.entry.demo.people import CHEMICAL, TRAINER
from web.entry.demo.staff import PASSWORD, STAFF
from web.entry.founding import AuthorityEntry, Founding, InstitutionEntry, Member, OccupationEntry, PointEntry

Tell = Callable[[str], None]
SLUG = "lz"
FOUNDING = Founding(
    authority=AuthorityEntry(
        slug=SLUG,
        name="鹭州市人力资源和社会保障局",
        city="鹭州市",
        hotline="12333",
        service_hours="工作日 9:00—17:30",
    ),
    occupations=(
        OccupationEntry(code=CHEMICAL, name="化工总控工"),
        OccupationEntry(code=TRAINER, name="人工智能训练师"),
    ),
    institutions=(
        InstitutionEntry(
            code="350001",
            name="鹭州市技师学院",
            short_name="技师学院",
            address="鹭州市演示区凤凰木路 1 号",
            phone="0599-1000001",
            points=(
                PointEntry(name="技师学院本部", address="鹭州市演示区凤凰木路 1 号办事大厅"),
                PointEntry(name="技师学院港区", address="鹭州市演示区虎溪岩路 88 号"),
            ),
        ),
        InstitutionEntry(
            code="350002",
            name="鹭州市商贸技工学校",
            short_name="商贸技校",
            address="鹭州市演示区听潮路 2 号",
            phone="0599-1000002",
            points=(PointEntry(name="商贸技校报名点", address="鹭州市演示区听潮路 2 号一楼"),),
        ),
    ),
    staff=tuple(
        Member(login=one.login, name=one.name, groups=one.groups, institution=one.institution) for one in STAFF
    ),
)
PLAN_TITLE = "2026 年第四批职业技能等级认定"


def seed_authority(tell: Tell) -> UUID:
    """Found the authority with its catalogue, staff and definitions; returns its tenant. What is there stays."""
    founded = founding.found(FOUNDING, password=lambda: PASSWORD)
    if founded.deployed:
        tell("已部署流程、规则和表单")
    if founded.passwords:
        tell(f"已建立机构、报名点和 {len(founded.passwords)} 个工作人员账号")
    return founded.tenant_id


def seed_plan(tenant: UUID) -> UUID:
    """The open plan: drawn up by one person, approved by another, opened by its own timer. Returns its id."""
    with work(tenant) as session:
        plan = session.scalar(select(Plan).where(Plan.title == PLAN_TITLE))
        if plan is not None:
            return plan.id
        planner = staff_actor(session, "planner")
        values = plan_values(session)
        plan_id = draw_up(session, planner, values).id
        item = commands.open_items(session, planner, business_key=str(plan_id))[0]
        commands.complete(session, planner, item.id, values)
    with work(tenant) as session:
        approver = staff_actor(session, "plan-approver")
        item = commands.open_items(session, approver, business_key=str(plan_id))[0]
        commands.complete(session, approver, item.id, {"decision": "approve"})
    commands.fire_due(100)
    return plan_id


def plan_values(session: Session) -> dict[str, object]:
    """The checked form of the demo plan."""
    today = clock.today()
    return {
        "title": PLAN_TITLE,
        "note": "理论知识与操作技能考试安排在报名截止后，具体时间另行通知。",
        "opens_on": (today - timedelta(days=7)).isoformat(),
        "closes_on": (today + timedelta(days=30)).isoformat(),
        "waiting_list": True,
        "first_review_days": 3,
        "approval_days": 5,
        "correction_days": 5,
        "most_returns": 2,
        "take_back_minutes": 2,
        "sampling_percent": 0,  # what a visitor of the demo does must not depend on a lot
        "exam_from_on": (today + timedelta(days=31)).isoformat(),
        "exam_until_on": (today + timedelta(days=120)).isoformat(),
        "pay_hours": 72,
        "training_required": True,
        "training_days": 30,
        "exam_minutes": 90,
        "late_minutes": 30,
        "early_minutes": 30,
        "idle_minutes": 5,
        "most_switches": 3,
        "needs_script": True,
        "most_retakes": 1,
        "publicity_days": 5,
        "lines": [
            {"occupation": CHEMICAL, "grade": "3", "capacity": 60},
            {"occupation": TRAINER, "grade": "4", "capacity": 80},
        ],
        "institutions": [{"institution": str(row.id)} for row in catalogue.institutions(session)],
        "points": [{"point": str(row.id)} for row in catalogue.points(session)],
    }


def staff_actor(session: Session, login: str) -> Actor:
    """A member of the demo's staff, with the groups in force."""
    name = next(account.name for account in STAFF if account.login == login)
    person = session.scalars(select(Person).where(Person.name == name)).one()
    return people.actor(session, person.id)
