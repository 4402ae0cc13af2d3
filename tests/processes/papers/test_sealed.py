"""A sealed paper: closed until five minutes before, opened once in the trail, ended with its draws counted."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from engine.platform import clock
from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from engine.platform.notices import Notice
from engine.platform.people import Actor
from processes.papers import queries
from processes.papers.errors import NotSealed, PaperSealed, PaperStillSealed, SealBroken
from processes.papers.models import Paper, PaperStatus
from processes.papers.service import sealed
from tests.processes.papers.builders import GRADE, OCCUPATION, make_staff
from tests.processes.papers.conftest import Room


def audited(room: Room, action: str) -> list[AuditRow]:
    with work(room.tenant) as session:
        return list(session.scalars(select(AuditRow).where(AuditRow.action == action)))


def opened(room: Room, paper_id: UUID, *, minutes: float) -> int:
    """How many questions come out for a session that begins in so many minutes."""
    with work(room.tenant) as session:
        starts_at = clock.now() + timedelta(minutes=minutes)
        content = sealed.opened(session, Actor.system(room.tenant), paper_id, starts_at=starts_at)
        return len(content.questions)


def test_it_opens_five_minutes_before_and_not_earlier(room: Room) -> None:
    paper_id = room.sealed()
    with pytest.raises(PaperStillSealed, match="起才能启封（开考前 5 分钟）"):
        opened(room, paper_id, minutes=5.1)
    assert audited(room, "paper.opened") == []
    assert opened(room, paper_id, minutes=4.9) == 35
    assert opened(room, paper_id, minutes=-30) == 35


def test_each_session_is_told_once_however_many_candidates_come(room: Room) -> None:
    paper_id, system = room.sealed(), Actor.system(room.tenant)
    morning = clock.now() + timedelta(minutes=1)
    for starts_at in (morning, morning, morning, morning + timedelta(minutes=2)):
        with work(room.tenant) as session:
            sealed.opened(session, system, paper_id, starts_at=starts_at)
    assert len(audited(room, "paper.opened")) == 2


@pytest.mark.parametrize("changed", [{"content_sha256": "0" * 64}, {"content_encrypted": b"v1" + bytes(60)}])
def test_a_changed_seal_is_noticed(room: Room, changed: dict[str, Any]) -> None:
    paper_id = room.sealed()
    with work(room.tenant) as session:
        session.execute(update(Paper).where(Paper.id == paper_id).values(changed))
    with pytest.raises(SealBroken, match="与封存时不一致"):
        opened(room, paper_id, minutes=1)


def test_only_a_sealed_paper_is_opened_printed_or_withdrawn(room: Room) -> None:
    paper_id = room.assembled()
    with pytest.raises(NotSealed):
        opened(room, paper_id, minutes=1)
    with pytest.raises(NotSealed):
        room.do(lambda session: sealed.print_out(session, room.approver, paper_id, kind="paper"))
    with pytest.raises(NotSealed):
        room.do(lambda session: sealed.withdraw(session, room.approver, paper_id, reason="x"))


def test_the_questions_are_seen_only_before_the_seal(room: Room) -> None:
    paper_id = room.assembled()
    content = room.do(lambda session: sealed.preview(session, room.approver, room.paper(paper_id)))
    assert len(content.questions) == 35
    assert [row.actor_name for row in audited(room, "paper.previewed")] == ["陆卷批"]
    room.complete(room.assembler, paper_id, "check", decision="submit")
    room.complete(room.approver, paper_id, "approve", decision="approve")
    with pytest.raises(PaperSealed):
        room.do(lambda session: sealed.preview(session, room.approver, room.paper(paper_id)))


def test_printing_is_written_down(room: Room) -> None:
    paper_id = room.sealed()
    paper, content = room.do(lambda session: sealed.print_out(session, room.approver, paper_id, kind="key"))
    assert content.title == paper.title
    (row,) = audited(room, "paper.printed")
    assert (row.actor_name, row.after) == ("陆卷批", {"kind": "key", "sha256": paper.content_sha256})


def test_a_withdrawn_paper_is_offered_no_more_and_arrangers_know(room: Room) -> None:
    paper_id = room.sealed()
    with work(room.tenant) as session:
        arranger = make_staff(session, room.tenant, "常考务", "authority:arranger")
        assert [paper.id for paper in queries.sealed(session, OCCUPATION, GRADE)] == [paper_id]
        assert queries.sealed(session, OCCUPATION, "4") == []
    room.do(lambda session: sealed.withdraw(session, room.approver, paper_id, reason="考点遗失一份"))
    assert room.paper(paper_id).status == PaperStatus.DISCARDED
    with work(room.tenant) as session:
        assert queries.sealed(session, OCCUPATION, GRADE) == []
        notice = session.scalars(select(Notice).where(Notice.person_id == arranger.person_id)).one()
    assert "已作废" in notice.title
    with pytest.raises(NotSealed):
        opened(room, paper_id, minutes=1)


def test_the_seal_does_not_follow_later_versions(room: Room) -> None:
    """What was sealed is what is opened, whatever the bank says afterwards."""
    paper_id = room.sealed()
    before = room.paper(paper_id).content_sha256
    with work(room.tenant) as session:
        sealed.seal(session, room.approver, queries.paper(session, paper_id))
    assert room.paper(paper_id).content_sha256 == before
