"""Applications at any step of the wizard, brought there by the commands themselves."""

from collections.abc import Mapping
from functools import lru_cache
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import clock, crypto
from engine.platform.ids import new_id
from engine.platform.people import Actor, queries
from engine.platform.people.models import Person
from engine.platform.people.service import grant
from engine.workflow import commands, definitions
from processes.apply import queries as applications
from processes.apply import service
from processes.apply.models import Application
from processes.apply.rules.steps import STEPS
from processes.apply.service import Known
from processes.catalogue.identity import check_digit
from processes.plans.models import Plan, PlanLine, PlanPoint
from web.entry import deployment, wiring

NUMBER = "35029919950515001"


@lru_cache(maxsize=1)
def shipped() -> Mapping[str, bytes]:
    wiring.wire()
    return deployment.files()


def deploy(session: Session, tenant: UUID) -> None:
    """Put the software's own definitions in force."""
    files = shipped()
    definitions.deploy(session, Actor.system(tenant), files, note="test")


def make_applicant(session: Session, name: str = "") -> Actor:
    person = Person(id=new_id(), account_id=new_id(), name=name, created_at=clock.now())
    session.add(person)
    session.flush()
    return queries.actor(session, person.id)


def line_of(session: Session, plan: Plan, grade: str = "3") -> PlanLine:
    return session.scalars(select(PlanLine).where(PlanLine.plan_id == plan.id, PlanLine.grade == grade)).one()


def number_of(session: Session, person_id: UUID) -> str:
    """The person's own document number: the one already known, or the next that nobody has. All are men born on
    1995-05-15.
    """
    person = session.get_one(Person, person_id)
    if person.id_number_encrypted is not None:
        return crypto.decrypt(person.id_number_encrypted, person.id)
    known = session.scalar(select(func.count()).where(Person.id_number_index.is_not(None))) or 0
    head = f"{NUMBER[:-3]}{2 * known + 1:03}"
    return head + check_digit(head)


def identity(**known: Any) -> dict[str, Any]:
    """Checked values of the first step: a man born on 1995-05-15."""
    return {
        "name": "林演示",
        "id_kind": "111",
        "id_number": NUMBER + check_digit(NUMBER),
        "id_long": True,
        "ethnicity": "01",
        "education": "47",
        "employment": "employed",
        "phone": "19900000123",
        "address": "鹭州市演示区听潮路 1 号",
    } | known


def rule(session: Session, plan: Plan, **known: Any) -> dict[str, Any]:
    """Checked values of the second step: 三级 under R31, ten years of work."""
    point = session.scalars(select(PlanPoint).where(PlanPoint.plan_id == plan.id)).first()
    assert point is not None
    return {
        "plan_line_id": str(line_of(session, plan).id),
        "point_id": str(point.point_id),
        "work_state": "works",
        "work_years": 11,
        "work_months": 0,
        "prior_level": "none",
        "diploma_kind": "none",
        "title_level": "none",
        "rule_id": "R31",
    } | known


def history(**known: Any) -> dict[str, Any]:
    """Checked values of the third step: one job since 2014."""
    return {
        "studies": [{"school": "演示中学", "level": "71", "major": "普通", "start": "2008-09", "end": "2011-06"}],
        "works": [
            {
                "employer": "演示化工有限公司",
                "post": "操作工",
                "start": "2014-01",
                "related": True,
                "witness": "陈证明",
                "witness_phone": "19900010001",
            }
        ],
    } | known


@lru_cache(maxsize=4)
def picture(width: int = 600, height: int = 840, kind: str = "JPEG") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), "#dfe7e6").save(out, kind)
    return out.getvalue()


def upload_all(session: Session, actor: Actor, application: Application) -> None:
    for kind in applications.needed(application):
        service.upload(session, actor, application, kind, data=picture(), filename=f"{kind.code}.jpg")


def make_application(
    session: Session, actor: Actor, plan: Plan, *, until: str | None = None, **known: Mapping[str, Any]
) -> Application:
    """An application filled in up to, not including, the step `until`; None hands it in."""
    application = service.start(session, actor, plan_id=plan.id)
    values: Mapping[str, Mapping[str, Any]] = {
        "identity": identity(id_number=number_of(session, actor.person_id)),
        "rule": rule(session, plan),
        "history": history(),
        "materials": {},
        "check": {"pledge": True},
    }
    for step in STEPS[: STEPS.index(until) if until else len(STEPS)]:
        if step == "materials":
            upload_all(session, actor, application)
        service.finish(session, actor, application, step, {**values[step], **known.get(step, {})})
    return application


def make_clerk(session: Session, plan: Plan, *, institution_id: UUID | None = None, also: str = "") -> Actor:
    """A clerk of the plan's institution, or of another one; `also` a second role there."""
    own = institution_id or session.scalars(select(PlanPoint.institution_id).where(PlanPoint.plan_id == plan.id)).one()
    person = session.get_one(Person, make_applicant(session, "苏经办").person_id)
    for role in filter(None, ("clerk", also)):
        grant(session, Actor.system(plan.tenant_id), person, f"institution:{own}:{role}", institution_id=own)
    return queries.actor(session, person.id)


def register(
    session: Session,
    clerk: Actor,
    person: Person,
    plan: Plan,
    *,
    identity_known: Known | None = None,
    rule_known: Known | None = None,
) -> Application:
    """A clerk's registration; he knows the first two steps unless told otherwise."""
    facts = {name: value for name, value in rule(session, plan).items() if name != "rule_id"}
    return service.register(
        session,
        clerk,
        person,
        plan_id=plan.id,
        identity_known=identity_known or Known(identity(), True),
        rule_known=rule_known or Known(facts, True),
    )


def confirm(session: Session, actor: Actor, application: Application, **values: Any) -> None:
    """The applicant's answer to a registration: yes, unless told otherwise."""
    (item,) = commands.open_items(session, actor, business_key=str(application.id))
    answer = {"decision": "confirm", "id_number": identity()["id_number"]} | values
    commands.complete(session, actor, item.id, answer)
    session.refresh(application)


def open_form(session: Session, actor: Actor, application: Application) -> list[str]:
    """The forms of the case that wait for this person."""
    return [item.form_key for item in commands.open_items(session, actor, business_key=str(application.id))]
