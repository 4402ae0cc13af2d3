"""Solving a plan's arrangement: asked for, computed by a worker, looked at, adopted or dropped."""

import time
from collections import defaultdict
from collections.abc import Mapping
from itertools import count
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, outbox
from engine.platform.people import Actor
from processes.arrange import queries
from processes.arrange.errors import NoSuchProposal, ProposalStale
from processes.arrange.events import ProposalAsked
from processes.arrange.models import Admission, Proposal, ProposalState, Seat
from processes.arrange.rules.problem import shortages
from processes.arrange.rules.seating import Sitter, seat
from processes.arrange.rules.solver import solve
from processes.arrange.service.admit import release_ended
from processes.arrange.service.problem import fingerprint, problem_of, units
from processes.plans import queries as plans


def ask(session: Session, actor: Actor, plan_id: UUID) -> Proposal:
    """Have the arrangement computed; an earlier proposal that nobody adopted is dropped."""
    plan = plans.plan(session, plan_id)
    hold(session, plan.id)
    release_ended(session, actor, plan.id)
    before = queries.open_proposal(session, plan.id)
    if before is not None:
        before.state = ProposalState.DROPPED
    row = Proposal(plan_id=plan.id, asked_by=actor.person_id)
    session.add(row)
    session.flush()
    outbox.record(session, ProposalAsked(proposal_id=row.id))
    return row


def compute(session: Session, proposal_id: UUID) -> None:
    """What the worker does. A proposal that is no longer wanted stays as it is."""
    row = queries.proposal(session, proposal_id, lock=True)
    if row.state != ProposalState.ASKED:
        return
    problem = problem_of(session, row.plan_id)
    began = time.perf_counter()
    solution = solve(problem)
    row.milliseconds = round((time.perf_counter() - began) * 1000)
    row.fingerprint = fingerprint(problem)
    row.places = [[str(wish), subject, str(slot)] for (wish, subject), slot in solution.places.items()]
    row.unseated = list(solution.unseated)
    row.shortages = [
        {
            "line": str(each.line), "subject": each.subject, "needed": each.needed, "seats": each.seats,
            "by_time": each.by_time,
        }
        for each in shortages(problem, solution)
    ]  # fmt: skip
    row.state, row.ready_at = ProposalState.READY, clock.now()
    session.flush()


def drop(session: Session, actor: Actor, proposal_id: UUID) -> None:
    """Nothing changes. Dropping it again is fine."""
    row = queries.proposal(session, proposal_id, lock=True)
    if row.state in (ProposalState.ASKED, ProposalState.READY):
        row.state = ProposalState.DROPPED
    session.flush()


def adopt(session: Session, actor: Actor, proposal_id: UUID) -> int:
    """Put everybody where the proposal says; returns how many seats that changed. Whoever stays in a session keeps the
    seat number. Raises NoSuchProposal, ProposalStale when anything has changed since it was computed."""
    row = queries.proposal(session, proposal_id)
    hold(session, row.plan_id)
    row = queries.proposal(session, proposal_id, lock=True)
    if row.state != ProposalState.READY:
        raise NoSuchProposal
    if fingerprint(problem_of(session, row.plan_id)) != row.fingerprint:
        raise ProposalStale
    places = {(UUID(wish), subject): UUID(at) for wish, subject, at in row.places}
    changed = _settle(session, places, {*row.unseated, *(wish for wish, _ in places)})
    row.state = ProposalState.ADOPTED
    audit.record(
        session,
        actor,
        "arrange.proposal_adopted",
        subject=("plan", row.plan_id),
        after={"seats": len(places), "seats_changed": changed, "unseated": len(row.unseated)},
    )
    session.flush()
    return changed


def hold(session: Session, plan_id: UUID) -> None:
    """One at a time changes a plan's arrangement as a whole."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"arrange {plan_id}", 0))))


def _settle(session: Session, places: Mapping[tuple[UUID, str], UUID], everybody: set[UUID]) -> int:
    admissions = {row.id: row for row in session.scalars(select(Admission).where(Admission.id.in_(everybody)))}
    held = {(row.admission_id, row.subject): row for row in queries.seats_of(session, everybody)}
    for key, seat_row in held.items():
        if key not in places and key[1] in admissions[key[0]].subjects and not seat_row.published_at:
            seat_row.void = True
    moving = [key for key, at in places.items() if key not in held or held[key].session_id != at]
    aside = count(1)
    for key in moving:
        if key in held:  # out of the way first: seats change places with each other
            held[key].number = -next(aside)
    session.flush()
    numbers = _numbers(session, {key: places[key] for key in moving}, admissions)
    for key in moving:
        if key in held:
            held[key].session_id, held[key].number = places[key], numbers[key]
            continue
        admission = admissions[key[0]]
        session.add(
            Seat(
                admission_id=admission.id,
                application_id=admission.application_id,
                session_id=places[key],
                subject=key[1],
                number=numbers[key],
                ticket_no=str(admission.id),  # until publication
            )
        )
    session.flush()
    return len(moving)


def _numbers(
    session: Session, moving: Mapping[tuple[UUID, str], UUID], admissions: Mapping[UUID, Admission]
) -> dict[tuple[UUID, str], int]:
    """Seat numbers of newcomers, session by session; who sits there already keeps his."""
    coming: dict[UUID, list[tuple[UUID, str]]] = defaultdict(list)
    for key, at in moving.items():
        coming[at].append(key)
    staying: dict[UUID, list[queries.Seated]] = defaultdict(list)
    for each in queries.seated(session, coming):
        if each.seat.number > 0:
            staying[each.seat.session_id].append(each)
    applications = {admissions[wish].application_id for wish, _ in moving}
    applications |= {each.application.id for sitting in staying.values() for each in sitting}
    unit = units(session, applications)
    rooms = queries.session_places(session, tuple(coming))
    found: dict[tuple[UUID, str], int] = {}
    for at, keys in coming.items():
        sitters = [
            Sitter(each.admission.id, unit.get(each.application.id, ""), each.seat.number) for each in staying[at]
        ]
        sitters += [Sitter(wish, unit.get(admissions[wish].application_id, "")) for wish, _ in keys]
        numbers = seat(sitters, capacity=rooms[at].room.capacity, columns=rooms[at].room.columns)
        found |= {key: numbers[key[0]] for key in keys}
    return found
