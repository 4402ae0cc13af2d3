"""The form of a question, from the definitions in force, with the points that may be chosen."""

from collections.abc import Mapping, Sequence

from sqlalchemy.orm import Session

from engine.workflow import definitions
from forms import kit
from processes.questions import coverage, queries
from processes.questions.rules.points import Place
from processes.questions.service.submit import FORM

POINTS = "questions.points"


def form_of(session: Session) -> kit.Form:
    return kit.load(definitions.form(session, definitions.active(session).hash, FORM))


def options_of(session: Session, occupation: str, grade: str) -> Mapping[str, Sequence[kit.Option]]:
    """The points of the table in force; none where there is no table."""
    table = queries.active_table(session, occupation, grade)
    return options_from(coverage.places(session, table.id) if table is not None else [])


def options_from(places: Sequence[Place]) -> Mapping[str, Sequence[kit.Option]]:
    return {POINTS: [kit.Option(str(place.id), f"{place.title} · {place.ranges}") for place in places]}
