"""Judge an application by the decision table of the definitions that its case runs on."""

from sqlalchemy.orm import Session

from processes.apply.models import Application
from processes.apply.rules import eligibility
from processes.apply.rules.eligibility import Eligibility, Facts


def judge(session: Session, application: Application, facts: Facts) -> Eligibility:
    return eligibility.judge(facts, eligibility.shipped())
