"""Set up what the stages refer to: occupations, institutions and their points."""

import re

from sqlalchemy import select
from sqlalchemy.orm import Session
from stdnum.cn import uscc

from engine.platform import audit
from engine.platform.people import Actor
from processes.catalogue.errors import WrongCreditCode, WrongOccupationCode
from processes.catalogue.models import Institution, Occupation, RegistrationPoint

_OCCUPATION_CODE = re.compile(r"[1-8]-\d{2}-\d{2}-\d{2}")


def add_occupation(session: Session, actor: Actor, *, code: str, name: str, standard: str = "2023") -> Occupation:
    """Take an occupation into the catalogue; one that is already there stays as it is."""
    if not _OCCUPATION_CODE.fullmatch(code):
        raise WrongOccupationCode(occupation=code)
    known = session.scalar(select(Occupation).where(Occupation.code == code))
    if known is not None:
        return known
    occupation = Occupation(code=code, name=name, standard=standard)
    session.add(occupation)
    session.flush()
    audit.record(session, actor, "catalogue.occupation_added", subject=("occupation", occupation.id))
    return occupation


def add_institution(
    session: Session,
    actor: Actor,
    *,
    code: str,
    name: str,
    short_name: str,
    address: str,
    phone: str,
    credit_code: str | None = None,
) -> Institution:
    """Take an institution into the catalogue. Raises WrongCreditCode for a wrong check digit."""
    if credit_code is not None and not uscc.is_valid(credit_code):
        raise WrongCreditCode
    known = session.scalar(select(Institution).where(Institution.code == code))
    if known is not None:
        return known
    institution = Institution(
        code=code, name=name, short_name=short_name, address=address, phone=phone, credit_code=credit_code
    )
    session.add(institution)
    session.flush()
    audit.record(session, actor, "catalogue.institution_added", subject=("institution", institution.id))
    return institution


def add_point(
    session: Session, actor: Actor, institution: Institution, *, name: str, address: str, phone: str
) -> RegistrationPoint:
    """Open a registration point of an institution; one of that name stays as it is."""
    same = select(RegistrationPoint).where(
        RegistrationPoint.institution_id == institution.id, RegistrationPoint.name == name
    )
    known = session.scalar(same)
    if known is not None:
        return known
    point = RegistrationPoint(institution_id=institution.id, name=name, address=address, phone=phone)
    session.add(point)
    session.flush()
    audit.record(session, actor, "catalogue.point_added", subject=("registration_point", point.id))
    return point
