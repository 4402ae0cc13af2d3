"""The second step: which line of the plan, and under which rule of application."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform.errors import FieldError, InvalidForm
from processes.apply import facts, offers
from processes.apply.declared import declare
from processes.apply.errors import NotEligible, PlanFull
from processes.apply.models import Application
from processes.apply.rules import eligibility
from processes.apply.service.start import refuse_second

FIRST, UPGRADE = "初次", "晋级"


def keep(session: Session, application: Application, values: Mapping[str, Any]) -> None:
    """Take the chosen line and rule.

    Raises AlreadyApplied, PlanFull, NotEligible when no rule fits, InvalidForm when the chosen one does not.
    """
    line_id = UUID(values["plan_line_id"])
    offer = offers.offer(session, line_id)
    refuse_second(session, application.person_id, line_id, besides=application)
    if offer.is_full and not offer.has_waiting_list:
        raise PlanFull(line=offer.title)
    fits = eligibility.matching(facts.stated(application, offer, values))
    if not fits:
        raise NotEligible(line=offer.title)
    if values["rule_id"] not in {rule.rule_id for rule in fits}:
        raise InvalidForm([FieldError("rule_id", "按修改后的情况，所选条件已不符合，请重新选择")], values)
    declare(application, "rule", values)
    application.plan_line_id, application.institution_id = line_id, offer.institution_id
    application.point_id = UUID(values["point_id"])
    application.occupation, application.grade = offer.occupation, offer.grade
    application.rule_id = values["rule_id"]
    application.category = FIRST if values["prior_level"] == "none" else UPGRADE
    session.flush()
