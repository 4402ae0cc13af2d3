"""Judge an application by the decision table of the definitions that its case runs on."""

from sqlalchemy.orm import Session

from engine.workflow import definitions
from processes.apply import queries
from processes.apply.models import Application
from processes.apply.rules import eligibility
from processes.apply.rules.eligibility import Eligibility, Facts


def judge(session: Session, application: Application, facts: Facts) -> Eligibility:
    """Which rules fit, by the deployment that was in force when the case began."""
    tables = definitions.loaded(session, queries.deployment_of(session, application)).tables
    return eligibility.judge(facts, tables[eligibility.TABLE])
