"""Calls for questions: a secret link, who may still hand in, handing in."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.platform import audit, clock, crypto
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.platform.people import queries as people
from processes.questions import coverage
from processes.questions.errors import CampaignClosed, NoSuchCampaign, TooManyOfYours, WrongPoint
from processes.questions.models import Campaign, Question
from processes.questions.rules.keys import Draft
from processes.questions.rules.points import Place
from processes.questions.service.importing import table_for
from processes.questions.service.submit import submit

TOKEN_BYTES = 24


def open_campaign(
    session: Session,
    actor: Actor,
    *,
    title: str,
    note: str,
    occupation: str,
    grade: str,
    range_ids: Sequence[UUID],
    most: int,
    most_each: int,
    expires_at: datetime,
) -> Campaign:
    """Make a link for questions on these ranges of the table in force. Raises NoElementTable."""
    table_for(session, occupation, grade)
    token, campaign_id = secrets.token_urlsafe(TOKEN_BYTES), new_id()
    row = Campaign(
        id=campaign_id,
        title=title,
        note=note,
        occupation=occupation,
        grade=grade,
        range_ids=list(range_ids),
        most=most,
        most_each=most_each,
        expires_at=expires_at,
        token_sha256=_digest(token),
        token_encrypted=crypto.encrypt(token, campaign_id),
        created_by=actor.person_id,
    )
    session.add(row)
    session.flush()
    after = {"title": title, "until": expires_at.isoformat(), "most": most}
    audit.record(session, actor, "question.campaign_opened", subject=("question_campaign", row.id), after=after)
    return row


def close_campaign(session: Session, actor: Actor, row: Campaign) -> None:
    """Take nothing more; repeating it changes nothing."""
    if row.closed_at is not None:
        return
    row.closed_at = clock.now()
    audit.record(
        session, actor, "question.campaign_closed", subject=("question_campaign", row.id), after={"title": row.title}
    )
    session.flush()


def campaign(session: Session, campaign_id: UUID) -> Campaign:
    """Raises NoSuchCampaign."""
    found = session.get(Campaign, campaign_id)
    if found is None:
        raise NoSuchCampaign
    return found


def campaigns(session: Session, occupations: frozenset[str]) -> Sequence[Campaign]:
    """The calls of some occupations, newest first."""
    wanted = select(Campaign).where(Campaign.occupation.in_(occupations))
    return session.scalars(wanted.order_by(Campaign.created_at.desc())).all()


def by_token(session: Session, token: str, *, lock: bool = False) -> Campaign:
    """The call of a link. Raises NoSuchCampaign for a token that is not one of this authority's."""
    wanted = select(Campaign).where(Campaign.token_sha256 == _digest(token))
    found = session.scalar((wanted.with_for_update() if lock else wanted).execution_options(populate_existing=lock))
    if found is None:
        raise NoSuchCampaign
    return found


def token_of(row: Campaign) -> str:
    """The secret of the link, for those who may hand it out."""
    return crypto.decrypt(row.token_encrypted, row.id)


def why_closed(row: Campaign) -> str:
    """Why nothing more is taken; empty while it is open."""
    if row.closed_at is not None:
        return "已经结束"
    if row.expires_at <= clock.now():
        return "已经过期"
    return "已经收满" if row.received >= row.most else ""


def aimed_at(session: Session, row: Campaign) -> list[Place]:
    """The points that the call wants questions on."""
    table = table_for(session, row.occupation, row.grade)
    known = coverage.places(session, table.id)
    if not row.range_ids:
        return known
    branches = coverage.tree(session, table.id)
    wanted = {point for each in row.range_ids for point in coverage.points_under(branches, each)}
    # the ranges may be those of an older edition: then every point will do
    return [place for place in known if place.id in wanted] or known


def hand_in(session: Session, actor: Actor, token: str, draft: Draft, *, name: str = "") -> Question:
    """Take a question through a link, counted under the call's lock: no two people take the last place.

    `name` is that of an author who has not told it yet.

    Raises NoSuchCampaign, CampaignClosed, TooManyOfYours, WrongPoint, InvalidForm.
    """
    row = by_token(session, token, lock=True)
    why = why_closed(row)
    if why:
        raise CampaignClosed(title=row.title, why=why)
    mine = select(func.count()).where(Question.campaign_id == row.id, Question.author_id == actor.person_id)
    if (session.scalar(mine) or 0) >= row.most_each:
        raise TooManyOfYours(most=row.most_each)
    if draft.point_id not in {place.id for place in aimed_at(session, row)}:
        raise WrongPoint
    question = submit(session, actor, draft, occupation=row.occupation, grade=row.grade, campaign_id=row.id)
    author = people.person(session, actor.person_id)
    author.name = author.name or name.strip()
    row.received += 1
    session.flush()
    return question


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
