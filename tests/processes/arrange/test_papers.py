"""Which sessions may have the same paper."""

import pytest

from processes.arrange import errors, queries, service
from tests.processes.arrange.builders import ExamOffice, make_paper


def test_sessions_at_different_times_never_share_a_paper(office: ExamOffice) -> None:
    room, other = office.room(), office.room("二号机房")
    paper = make_paper(office.session, office.line)
    first = office.sits(room, hour=9)
    parallel = office.sits(other, hour=9)
    assert (first.paper_id, parallel.paper_id) == (paper.id, paper.id)
    later = office.sits(room, hour=14)
    assert later.paper_id is None
    assert paper not in queries.papers_for(office.session, office.line, later.starts_at)
    with pytest.raises(errors.PaperElsewhere, match="只有同时开考的场次可以共用一份试卷"):
        service.assign_paper(office.session, office.arranger, later.id, paper.id)
    service.void_session(office.session, office.arranger, first.id)
    service.void_session(office.session, office.arranger, parallel.id)
    service.assign_paper(office.session, office.arranger, later.id, paper.id)
    assert later.paper_id == paper.id


def test_a_session_that_moves_away_from_its_parallel_one_loses_the_shared_paper(office: ExamOffice) -> None:
    room, other = office.room(), office.room("二号机房")
    paper = make_paper(office.session, office.line)
    first, parallel = office.sits(room, hour=9), office.sits(other, hour=9)
    afternoon = {"starts_at": office.moment(0, 14), "ends_at": office.moment(0, 16)}
    service.change_session(office.session, office.arranger, parallel.id, room_id=other.id, **afternoon)
    assert (first.paper_id, parallel.paper_id) == (paper.id, None)
    service.change_session(office.session, office.arranger, first.id, room_id=room.id, **afternoon)
    assert first.paper_id == paper.id, "nobody else has it at another time"
    assert service.assign_papers(office.session, office.arranger, office.plan.id) == []
    assert parallel.paper_id == paper.id
