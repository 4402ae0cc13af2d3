"""Option lists for forms. A form names its list (`catalogue.education`); the page asks for it here."""

from collections.abc import Callable, Iterable, Mapping

from sqlalchemy.orm import Session

from forms.kit import Option
from processes.catalogue import codes, queries
from processes.catalogue.grades import Grade

PREFIX = "catalogue."


def options_for(session: Session, names: Iterable[str]) -> dict[str, list[Option]]:
    """The named lists of this room, names of other rooms left out. Raises LookupError for an unknown one."""
    return {name: _list(session, name.removeprefix(PREFIX)) for name in names if name.startswith(PREFIX)}


def _list(session: Session, name: str) -> list[Option]:
    if name in _FROM_ROWS:
        return _FROM_ROWS[name](session)
    return [Option(code, label) for code, label in codes.table(name).codes.items()]


def _grades(_: Session) -> list[Option]:
    return [Option(grade.value, grade.title) for grade in Grade]


def _occupations(session: Session) -> list[Option]:
    return [Option(row.code, f"{row.name}（{row.code}）") for row in queries.occupations(session)]


def _institutions(session: Session) -> list[Option]:
    return [Option(str(row.id), row.name) for row in queries.institutions(session)]


def _points(session: Session) -> list[Option]:
    return [Option(str(row.id), f"{row.name}（{row.address}）") for row in queries.points(session)]


_FROM_ROWS: Mapping[str, Callable[[Session], list[Option]]] = {
    "grade": _grades,
    "occupation": _occupations,
    "institution": _institutions,
    "point": _points,
}
