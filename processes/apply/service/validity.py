"""Whether answers that were right when given are still right after a change of earlier ones."""

from sqlalchemy.orm import Session

from engine.platform.errors import AppError
from processes.apply import facts, offers, queries
from processes.apply.declared import declared
from processes.apply.models import Application
from processes.apply.rules import eligibility, materials
from processes.apply.service import history


def first_invalid(session: Session, application: Application) -> str | None:
    """The first finished step whose answers no longer hold; None when all do."""
    answers = declared(application)
    if "rule" in application.finished and not _rule_fits(session, application):
        return "rule"
    if "history" in application.finished:
        try:
            history.check(application, answers["history"])
        except AppError:
            return "history"
    if "materials" in application.finished and missing(session, application):
        return "materials"
    return None


def missing(session: Session, application: Application) -> list[materials.Kind]:
    """The materials that a draft still lacks."""
    have = [row.kind for row in queries.staged(session, application.id)]
    return materials.missing(queries.needed(session, application), have)


def _rule_fits(session: Session, application: Application) -> bool:
    if application.plan_line_id is None or application.rule_id is None:
        return False
    offer = offers.offer(session, application.plan_line_id)
    fits = eligibility.matching(facts.known(application, offer))
    return application.rule_id in {rule.rule_id for rule in fits}
