"""What keeps an application from being withdrawn, said by the rooms that come later."""

from collections.abc import Callable

from sqlalchemy.orm import Session

from processes.apply.models import Application

TooLate = Callable[[Session, Application], bool]
_rules: list[TooLate] = []


def too_late_when(rule: TooLate) -> TooLate:
    """A later room's rule: while it holds, the applicant can't withdraw any more."""
    _rules.append(rule)
    return rule


def is_too_late(session: Session, application: Application) -> bool:
    return any(rule(session, application) for rule in _rules)
