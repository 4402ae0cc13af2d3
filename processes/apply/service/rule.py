"""The second step: which line of the plan, and under which rule of application."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform.errors import FieldError, InvalidForm
from processes.apply import facts, fitting, offers
from processes.apply.declared import declare
from processes.apply.errors import NotEligible, PlanFull
from processes.apply.models import Application
from processes.apply.offers import Offer, Point
from processes.apply.rules.eligibility import Eligibility
from processes.apply.service.start import refuse_second

FIRST, UPGRADE = "初次", "晋级"


def look(session: Session, application: Application, values: Mapping[str, Any]) -> Eligibility:
    """Which rules fit the facts stated, and what the others want. Keeps nothing."""
    offer = offers.offer(session, UUID(values["plan_line_id"]))
    return fitting.judge(session, application, facts.stated(application, offer.grade, values))


def wanted(session: Session, application: Application, values: Mapping[str, Any]) -> tuple[Offer, Point]:
    """The line and the point asked for. Raises AlreadyApplied, PlanFull, NoSuchPoint."""
    line_id = UUID(values["plan_line_id"])
    offer = offers.offer(session, line_id)
    refuse_second(session, application.person_id, line_id, besides=application)
    if offer.is_full:
        raise PlanFull(line=offer.title)
    return offer, offers.point(session, application.plan_id, UUID(values["point_id"]))


def settle(application: Application, offer: Offer, point: Point) -> None:
    """Note line and point on the application's row."""
    application.plan_line_id = offer.line_id
    application.institution_id, application.point_id = point.institution_id, point.id
    application.occupation, application.grade = offer.occupation, offer.grade


def keep(session: Session, application: Application, values: Mapping[str, Any]) -> None:
    """Take the chosen line and rule, with the decision and its inputs.

    Raises AlreadyApplied, PlanFull, NotEligible when no rule fits, InvalidForm when the chosen one does not.
    """
    offer, point = wanted(session, application, values)
    eligibility = look(session, application, values)
    if not eligibility.fitting:
        raise NotEligible(line=offer.title)
    chosen = eligibility.rule(values["rule_id"])
    if chosen is None:
        raise InvalidForm([FieldError("rule_id", "按修改后的情况，所选条件已不符合，请重新选择")], values)
    declare(application, "rule", values)
    settle(application, offer, point)
    application.rule_id, application.rule_sentence = chosen.rule_id, chosen.sentence
    application.rule_materials, application.decision = list(chosen.materials), eligibility.outcome.as_json()
    application.category = FIRST if values["prior_level"] == "none" else UPGRADE
    session.flush()
