"""An invented person applies, through the same forms and commands that the pages use."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.database import system_work, work
from engine.platform.people import Actor, service
from engine.platform.people import queries as people
from engine.workflow import definitions
from forms import kit
from processes.apply import offers, options, queries
from processes.apply import service as apply
from processes.apply.models import Application
from processes.apply.rules.steps import STEPS, form_key
from web.entry.demo.answers import Answer, facts, history, identity, paper
from web.entry.demo.people import Synthetic


def begin(tenant: UUID, person: Synthetic) -> Actor | None:
    """Register an invented person; None when he or she has an application already."""
    with system_work() as system:
        account = service.ensure_account(system, phone=person.phone)
    with work(tenant) as session:
        row = service.ensure_person(session, account.id, phone=person.phone)
        if queries.mine(session, row.id):
            return None
        return people.actor(session, row.id)


def walk(tenant: UUID, plan_id: UUID, actor: Actor, person: Synthetic, *, until: str | None) -> UUID:
    """Fill in the wizard up to, not including, the step `until`; None hands it in. Returns the application's id."""
    with work(tenant) as session:
        line = next(offer for offer in offers.offers(session, plan_id) if offer.occupation == person.occupation)
        application = apply.start(session, actor, plan_id=plan_id, plan_line_id=line.line_id)
        application_id = application.id
    for step in STEPS[: STEPS.index(until) if until else len(STEPS)]:
        with work(tenant) as session:
            application = queries.own(session, actor, application_id)
            if step == "materials":
                _upload(session, actor, application, person)
            values = _checked(session, application, step, _answers(session, application, person, step))
            apply.finish(session, actor, application, step, values)
    return application_id


def withdraw(tenant: UUID, actor: Actor, application_id: UUID) -> None:
    """Take an application back."""
    with work(tenant) as session:
        apply.withdraw(session, actor, queries.own(session, actor, application_id))


def _answers(session: Session, application: Application, person: Synthetic, step: str) -> Mapping[str, Any]:
    match step:
        case "identity":
            return identity(person) | {"employment": "employed" if person.works else "flexible"}
        case "rule":
            point = offers.points(session, application.plan_id)[person.index % 3]
            line = next(
                offer for offer in offers.offers(session, application.plan_id) if offer.occupation == person.occupation
            )
            given = facts(person, today=clock.today())
            return given | {
                "plan_line_id": str(line.line_id),
                "point_id": str(point.id),
                "rule_id": person.rule,
            }
        case "history":
            return history(person) | {"tenure_pledge": True}
        case "check":
            return {"pledge": True}
    return {}


def _checked(session: Session, application: Application, step: str, answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers through the same form that the page uses."""
    raw = definitions.form(session, queries.deployment_of(session, application), form_key(step))
    rules = {"apply.rule": [kit.Option(str(answers.get("rule_id")), "")]}
    lists = {**options.options_for(session, application), **rules}
    checked = kit.check(kit.load(raw), _as_typed(answers), options=lists)
    if checked.errors:
        raise ValueError(f"{step}: {[(error.path, error.message) for error in checked.errors]}")
    return checked.values


def _as_typed(answers: Mapping[str, Any]) -> dict[str, str | list[str]]:
    typed: dict[str, str | list[str]] = {}
    for name, value in answers.items():
        if isinstance(value, list):
            for place, row in enumerate(value):
                typed |= {f"{name}.{place}.{inner}": text for inner, text in _as_typed(row).items()}
        else:
            typed[name] = _text(value)
    return typed


def _text(value: Answer) -> str:
    return ("true" if value else "") if isinstance(value, bool) else value


def _upload(session: Session, actor: Actor, application: Application, person: Synthetic) -> None:
    for kind in queries.needed(application):
        data = paper(person, kind.code, today=clock.today())
        apply.upload(session, actor, application, kind, data=data, filename=f"{kind.title}.jpg")
