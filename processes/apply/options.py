"""Option lists of the wizard's forms that depend on the plan or on what was answered."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from forms.kit import Option
from processes.apply import offers
from processes.apply.models import Application
from processes.catalogue import options as catalogue
from processes.catalogue.codes import label
from processes.catalogue.grades import Grade
from processes.catalogue.identity import OFFERED

NAMES = (
    "catalogue.document_kind",  # in forms of cases begun before the list was narrowed to what may be applied with
    "catalogue.country",
    "catalogue.sex",
    "catalogue.ethnicity",
    "catalogue.education",
    "catalogue.employment",
    "catalogue.diploma",
    "catalogue.title_level",
)
OF_PLAN = frozenset({"apply.plan_line", "apply.point"})
_WORK = [
    Option("works", "正在从事本职业或相关职业"),
    Option("intends", "尚未从事，拟从事本职业"),
    Option("left", "曾经从事，目前没有从事"),
]
_PRIOR = [
    Option("none", "没有证书"),
    *(Option(grade.value, grade.title) for grade in (Grade.FIVE, Grade.FOUR, Grade.THREE, Grade.TWO)),
]


def options_for(session: Session, application: Application) -> Mapping[str, Sequence[Option]]:
    """Every list that the wizard's forms name, but the matching rules: those come from the answers."""
    return options_of_plan(session, application.plan_id)


def options_of_plan(session: Session, plan_id: UUID) -> Mapping[str, Sequence[Option]]:
    return of_plan(session, offers.offers(session, plan_id), offers.points(session, plan_id))


def of_plan(
    session: Session, offered: Iterable[offers.Offer], points: Iterable[offers.Point]
) -> Mapping[str, Sequence[Option]]:
    """Every list, from what was read of the plan."""
    return {
        **fixed(session),
        "apply.plan_line": [Option(str(offer.line_id), offer.title, offer.note) for offer in offered],
        "apply.point": [Option(str(point.id), point.name, point.address) for point in points],
    }


def fixed(session: Session) -> Mapping[str, Sequence[Option]]:
    """The lists that are the same for every plan."""
    return {
        **catalogue.options_for(session, NAMES),
        "apply.document_kind": [Option(kind, label("document_kind", kind)) for kind in OFFERED],
        "apply.work_state": _WORK,
        "apply.prior_level": _PRIOR,
    }
