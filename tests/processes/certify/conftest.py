"""A plan whose candidates have passed, and the certificate office."""

from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from processes.plans.models import Plan
from tests.processes.apply.builders import deploy
from tests.processes.certify.builders import CertificateDesk, make_desk
from tests.processes.plans.builders import make_plan


@pytest.fixture
def plan(session: Session, tenant: UUID) -> Plan:
    deploy(session, tenant)
    return make_plan(session)


@pytest.fixture
def desk(session: Session, plan: Plan) -> CertificateDesk:
    return make_desk(session, plan)
