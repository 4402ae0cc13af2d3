"""A small office for tests of the engine: an application judged material by material by two houses."""

import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people.models import Person, RoleGrant
from engine.workflow import commands, definitions
from engine.workflow.models import Instance, WorkItem, WorklistEntry
from tests.engine.workflow import diagram as d

CLERK, CHIEF, OWNER = "institution:{institution_id}:clerk", "authority:supervisor", "candidate:{person_id}"
VARIABLES = ("application_id", "institution_id", "person_id", "materials", "conclusion", "closes_at", "noted", "called")


def review() -> str:
    """Materials and a conclusion by a clerk, then by a chief who is somebody else; corrections by the applicant."""
    nodes = [
        d.start(), d.user("judge", d.each("materials", "material"), form="material", part="clerk"),
        d.user("conclude", form="conclusion", part="clerk"), d.gateway("how", default="how__rejected"),
        d.user("correct", form="correct", part="applicant"), d.boundary("late", "correct", d.timer("P5D")),
        d.user("approve", form="approve", part="chief", excludes="applicant clerk"),
        d.boundary("remind", "approve", d.timer("R3/P1D", "timeCycle"), interrupting=False),
        d.service("note", "test.note"), d.end("reminded"),
        d.end("approved", name="已核准"), d.end("rejected", name="不予通过"), d.end("expired", name="逾期"),
    ]  # fmt: skip
    pairs: list[d.Flow] = [
        ("start", "judge"), ("judge", "conclude"), ("conclude", "how"), ("how", "approve", 'conclusion = "pass"'),
        ("how", "correct", 'conclusion = "return"'), ("how", "rejected"), ("correct", "judge"), ("late", "expired"),
        ("approve", "approved"), ("remind", "note"), ("note", "reminded"),
    ]  # fmt: skip
    lanes = [
        d.lane("clerk", CLERK, ["start", "judge", "conclude", "how"]), d.lane("owner", OWNER, ["correct"]),
        d.lane("chief", CHIEF, ["approve"]),
    ]  # fmt: skip
    return d.process("review", nodes, pairs, lanes=lanes, variables=VARIABLES)


def case() -> str:
    """The review inside a sub-process that a withdrawal ends; before it, the application with a closing time."""
    handle = d.embedded(
        "handle",
        [d.start("hs"), d.user("fill", form="fill", due="=date and time(closes_at)", part="applicant"),
         d.boundary("closing", "fill", d.timer("=date and time(closes_at)", "timeDate")),
         d.end("closed", name="已截止"),
         d.service("call", "test.call"), d.element("callActivity", "review_stage", calledElement="review"),
         d.end("handled", name="办完")],
        [("hs", "fill"), ("fill", "call"), ("call", "review_stage"), ("review_stage", "handled"),
         ("closing", "closed")],
    )  # fmt: skip
    nodes = [
        d.start(), handle, d.boundary("withdrawn", "handle", d.message_event("withdrawn", "=application_id")),
        d.end("out", name="已撤回"), d.end("end", name="已结束"),
    ]  # fmt: skip
    return d.process(
        "case", nodes, [("start", "handle"), ("handle", "end"), ("withdrawn", "out")],
        lanes=[d.lane("owner", OWNER, ["start", "handle"])], variables=VARIABLES,
    )  # fmt: skip


def pause() -> str:
    """A wait for a message or three days, for early and late messages."""
    nodes = [
        d.start(), d.user("prepare", form="fill"), d.gateway("wait", "eventBased"),
        d.catch("came", d.message_event("paid", "=application_id")), d.catch("timeout", d.timer("P3D")),
        d.user("after", form="fill"), d.end("late", name="超时"), d.end("end", name="完成"),
    ]  # fmt: skip
    pairs: list[d.Flow] = [
        ("start", "prepare"), ("prepare", "wait"), ("wait", "came"), ("wait", "timeout"), ("came", "after"),
        ("timeout", "late"), ("after", "end"),
    ]  # fmt: skip
    return d.process("pause", nodes, pairs, lanes=[d.lane("owner", OWNER, ["prepare", "after"])], variables=VARIABLES)


def files() -> dict[str, bytes]:
    forms = {
        "material": [], "conclusion": ["conclusion"], "correct": [], "approve": [], "fill": ["materials"],
    }  # fmt: skip
    made = {
        f"forms/{name}.json": json.dumps({"title": name, "type": "object", "x-variables": names}).encode()
        for name, names in forms.items()
    }
    xml = d.document(review(), case(), pause(), messages=["withdrawn", "paid"])
    return {"processes/house.bpmn": xml, **made}


def deploy(session: Session) -> None:
    tenant: UUID = session.connection().info["tenant"]
    definitions.deploy(session, Actor.system(tenant), files(), note="test")


def somebody(session: Session, *groups: str, name: str = "某人") -> Actor:
    """A person with roles, committed or rolled back with the session."""
    tenant: UUID = session.connection().info["tenant"]
    person = Person(account_id=new_id(), name=name, created_at=clock.now())
    session.add(person)
    session.flush()
    for group in groups:
        session.add(RoleGrant(person_id=person.id, group=group, valid_from=clock.now()))
    session.flush()
    return Actor(person.id, tenant, name, frozenset({*groups, f"candidate:{person.id}"}))


def start_review(session: Session, applicant: Actor, institution: UUID, **more: Any) -> Instance:
    variables: dict[str, Any] = {
        "application_id": str(new_id()), "institution_id": str(institution), "person_id": str(applicant.person_id),
        "materials": ["m1", "m2", "m3"],
    }  # fmt: skip
    variables |= more
    return commands.start(session, applicant, "review", variables["application_id"], variables)


def open_items(session: Session, instance: Instance, element: str | None = None) -> list[WorkItem]:
    found = select(WorkItem).where(WorkItem.instance_id == instance.id, WorkItem.status == "open")
    if element is not None:
        found = found.where(WorkItem.element == element)
    return list(session.scalars(found.order_by(WorkItem.item_key).execution_options(populate_existing=True)))


def entry(session: Session, instance: Instance) -> WorklistEntry:
    found = select(WorklistEntry).where(WorklistEntry.instance_id == instance.id, WorklistEntry.open)
    return session.scalars(found.execution_options(populate_existing=True)).one()


def do(session: Session, actor: Actor, instance: Instance, element: str, **values: Any) -> commands.Completed:
    """Complete the first open item of that element."""
    return commands.complete(session, actor, open_items(session, instance, element)[0].id, values)


def reread(session: Session, instance: Instance) -> Mapping[str, Any]:
    session.refresh(instance)
    return {"status": instance.status, "end": instance.end_name, "version": instance.version}
