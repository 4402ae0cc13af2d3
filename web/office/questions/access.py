"""Whose questions a member of the desk handles: those of his occupations; any other seems not to be there."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from engine.platform.people import Actor
from processes.catalogue import queries as catalogue
from processes.catalogue.errors import NoSuchOccupation
from processes.catalogue.grades import Grade
from processes.questions import queries
from processes.questions.errors import NoSuchQuestion, NotYourOccupation
from processes.questions.models import Question

ROLES = {"author": "命题", "first_review": "试题初审", "final_review": "试题终审"}
DEFAULT_GRADE = Grade.THREE.value


@dataclass(frozen=True, slots=True)
class Scope:
    """The occupation and grade that a page is about, and what may be chosen instead."""

    occupation: str
    grade: str
    name: str
    occupations: Sequence[tuple[str, str]]
    grades: Sequence[tuple[str, str]]

    @property
    def title(self) -> str:
        return f"{self.name} {Grade(self.grade).title}"

    @property
    def query(self) -> str:
        return f"occupation={self.occupation}&grade={self.grade}"


def occupations_of(actor: Actor, *roles: str) -> frozenset[str]:
    """The occupations in which the actor holds one of the roles; any role of the desk without."""
    return frozenset().union(*(actor.occupations_as(role) for role in roles or ROLES))


def scope(session: Session, actor: Actor, occupation: str, grade: str, *roles: str) -> Scope:
    """What the page is about; the first of the actor's own where nothing was asked for.

    Raises NotYourOccupation for an occupation in which the actor holds none of the roles.
    """
    mine = occupations_of(actor, *roles)
    known = [(row.code, row.name) for row in catalogue.occupations(session)]
    offered = [each for each in known if each[0] in mine]
    chosen = occupation or (offered[0][0] if offered else "")
    names = dict(known)
    if chosen not in dict(offered):
        raise NotYourOccupation(
            title=names.get(chosen, chosen or "任何职业"), role=ROLES[roles[0]] if roles else "题库"
        )
    if grade not in set(Grade):
        tables = [table for table in queries.tables(session) if table.occupation == chosen and table.active]
        grade = tables[0].grade if tables else DEFAULT_GRADE
    return Scope(chosen, grade, names[chosen], offered, [(each.value, each.title) for each in Grade])


def question_for(session: Session, actor: Actor, no: str) -> Question:
    """A question of the actor's occupations. Raises NoSuchQuestion for any other."""
    found = queries.question(session, no)
    if found.occupation not in occupations_of(actor):
        raise NoSuchQuestion
    return found


def refuse_others(session: Session, actor: Actor, occupation: str, role: str) -> None:
    """Raises NotYourOccupation unless the actor holds the role in the occupation."""
    if occupation in actor.occupations_as(role):
        return
    try:
        title = catalogue.occupation(session, occupation).name
    except NoSuchOccupation:
        title = occupation
    raise NotYourOccupation(title=title, role=ROLES[role])
