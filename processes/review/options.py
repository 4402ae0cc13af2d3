"""What a list can be narrowed to: plans of the last year, their occupations, the institutions."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import Text, cast, literal, select, union_all
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.people import Actor
from processes.catalogue.models import Institution
from processes.plans.models import Plan, PlanLine, PlanStatus

RECENT = timedelta(days=400)
_AUTHORITY = ("authority:approver", "authority:supervisor")


@dataclass(frozen=True, slots=True)
class Options:
    """Each by the value of the address, with its name, in the order to show."""

    plan: Mapping[str, str]
    occupation: Mapping[str, str]
    institution: Mapping[str, str]


def options(session: Session, actor: Actor) -> Options:
    """What this actor can choose from; one statement. Institutions are for those who review several."""
    known = Plan.status.not_in((PlanStatus.DRAFT, PlanStatus.SUBMITTED)), Plan.closes_at > clock.now() - RECENT
    plans = select(literal("plan"), cast(Plan.id, Text).label("code"), Plan.title.label("name")).where(*known)
    lines = (
        select(literal("occupation"), PlanLine.occupation, PlanLine.occupation_name)
        .join(Plan, Plan.id == PlanLine.plan_id)
        .where(*known)
        .distinct()
    )
    own = actor.institutions_as("first_review", "lead")
    seen = select(literal("institution"), cast(Institution.id, Text), Institution.short_name)
    if not actor.has_any_role(_AUTHORITY):
        seen = seen.where(Institution.id.in_(own))
    found: dict[str, dict[str, str]] = {"plan": {}, "occupation": {}, "institution": {}}
    for kind, code, name in session.execute(union_all(plans, lines, seen).order_by("name")):
        found[kind][code] = name
    return Options(**found)
