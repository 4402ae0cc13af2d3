"""Whether answers that were right when given are still right after a change of earlier ones."""

from sqlalchemy.orm import Session

from engine.platform.errors import InvalidForm
from processes.apply import facts, fitting, queries
from processes.apply.declared import answers_of
from processes.apply.models import Application
from processes.apply.rules import materials
from processes.apply.service import history


def first_invalid(session: Session, application: Application) -> str | None:
    """The first finished step whose answers no longer hold; None when all do."""
    if "rule" in application.finished and not rule_fits(session, application):
        return "rule"
    if "history" in application.finished:
        try:
            history.check(application, answers_of(application, "history"))
        except InvalidForm:
            return "history"
    if "materials" in application.finished and missing(session, application):
        return "materials"
    return None


def rule_fits(session: Session, application: Application) -> bool:
    """Whether the chosen rule holds for what is declared now, jobs included once they are listed."""
    if application.grade is None or application.rule_id is None:
        return False
    judged = fitting.judge(session, application, facts.known(application, application.grade))
    return judged.rule(application.rule_id) is not None


def missing(session: Session, application: Application) -> list[materials.Kind]:
    """The materials that a draft still lacks."""
    have = [row.kind for row in queries.staged(session, application.id)]
    return materials.missing(queries.needed(application), have)
