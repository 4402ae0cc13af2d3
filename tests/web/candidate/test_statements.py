"""How much SQL the pages of a candidate ask for: a person with papers, jobs and a history at every stage."""

from uuid import UUID

import pytest
from fastapi import FastAPI

from processes.plans.models import Plan
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.recording import recorded

MOST_STATEMENTS = 12


@pytest.fixture
def visitor(app: FastAPI, tenant: UUID) -> Applicant:
    return applicant(app, tenant)


def test_probe(visitor: Applicant, plan: Plan, tenant: UUID) -> None:
    visitor.walk(tenant, plan, until="check")
    for url in [
        "/my",
        f"{visitor.path}/identity",
        f"{visitor.path}/rule",
        f"{visitor.path}/rule?choose=1",
        f"{visitor.path}/history",
        f"{visitor.path}/materials",
        f"{visitor.path}/check",
    ]:
        with recorded() as statements:
            a = visitor.get(url)
        print(url, a.status_code, len(statements))
        for s in statements:
            print("     ", s[:200])
