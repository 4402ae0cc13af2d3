"""Issuing 培训证明."""

import secrets

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.ids import new_id
from engine.platform.people import queries as people
from processes.catalogue import queries as catalogue
from processes.train import queries
from processes.train.models import Enrolment, ProofCount, TrainingProof
from processes.train.rules import minutes_by_category

_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # without what is easily misread


def issue(session: Session, row: Enrolment) -> TrainingProof:
    """The proof of a training, made once. What it says is fixed on the day of issue."""
    known = queries.proof(session, row.id)
    if known is not None:
        return known
    states = queries.progress(session, row)
    minutes = minutes_by_category(states)
    for result in queries.results(session, row.id):
        minutes[result.category] = result.minutes + result.offline_minutes
    issuer = catalogue.institution(session, row.institution_id).name if row.institution_id else None
    proof = TrainingProof(
        no=_next_number(session),
        enrolment_id=row.id,
        person_id=row.person_id,
        name=row.name,
        title=row.title,
        issuer=issuer or people.authority(session).name,
        minutes=minutes,
        courses=[state.title for state in states],
    )
    session.add(proof)
    session.flush()
    return proof


def _next_number(session: Session) -> str:
    """`PX2026000123-7K3QXP`: year, place in the year, and six letters that nobody can guess from another number."""
    year = clock.today().year
    counted = (
        insert(ProofCount)
        .values(id=new_id(), tenant_id=people.authority(session).id, year=year, last=1)
        .on_conflict_do_update(index_elements=["tenant_id", "year"], set_={"last": ProofCount.last + 1})
        .returning(ProofCount.last)
    )
    tail = "".join(secrets.choice(_LETTERS) for _ in range(6))
    return f"PX{year}{session.execute(counted).scalar_one():06d}-{tail}"
