"""The story's people in the exam room: real pages of a running server, by HTTP alone."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.browser.exam_room import NAMES, PASSWORD, ExamRoom, exam_room
from tests.support.database import Database
from tests.web.examroom.machines import pass_by
from web.entry.story.client import Browser
from web.entry.story.exam import ExamTaker, InvigilatorDesk


@pytest.fixture
def room(committed_database: Database) -> Iterator[ExamRoom]:
    with exam_room(committed_database) as opened:
        yield opened


@pytest.fixture
def browsers(room: ExamRoom) -> Iterator[list[Browser]]:
    opened = [Browser(room.url) for _ in range(6)]
    yield opened
    for browser in opened:
        browser.close()


def test_a_day_in_the_exam_room(room: ExamRoom, browsers: list[Browser]) -> None:
    desk = InvigilatorDesk(browsers[4], "tang", PASSWORD)
    chief = InvigilatorDesk(browsers[5], "ding", PASSWORD)
    (session,) = desk.sessions()
    plain, cut, forced, cheat = (ExamTaker(browsers[at], *room.ticket(at)) for at in range(4))
    for one in (plain, cut, forced, cheat):
        one.enter()
    assert desk.admit(session, *NAMES[:4]) == 4
    for one in (plain, cut, forced, cheat):
        one.start()
    plain.answer_by_forms()
    cut.answer(cut=(5, 20))
    assert len(room.answers(0)) == len(room.answers(1)) == 40
    assert forced.leave_page(3) == "running"
    assert forced.leave_page(1) == "handed_in"
    chief.act(session, NAMES[2], "reverse", reason="误触快捷键，恢复作答")
    forced.answer()
    assert len(room.answers(2)) == 40
    desk.act(session, NAMES[3], "disqualify", reason="夹带资料，已取证")
    pass_by(timedelta(minutes=31))
    for name in NAMES[4:]:
        desk.act(session, name, "absent")
    for one in (plain, cut, forced):
        assert "交卷回执" in one.hand_in().text
    assert "违纪取消" in cheat.done().text
    assert "收场单" in chief.close(session, "秩序良好").text
