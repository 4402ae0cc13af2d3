"""The people of the story do their work on the real pages, without a network."""

from urllib.parse import urlencode

import httpx

from engine.platform.database import work
from processes.papers import queries
from processes.papers.models import PaperStatus
from tests.processes.papers.builders import make_bank
from tests.processes.papers.conftest import Room
from tests.web.visitor import Visitor
from web.entry.story.client import Browser, Page, Value
from web.entry.story.paper_desk import Assembler, PaperApprover


class Inside(Browser):
    """The story's browser without a network: its pages come from the application itself; the worker works at once."""

    def __init__(self, visitor: Visitor, room: Room) -> None:
        self.visitor, self.room = visitor, room

    def get(self, path: str, **query: str) -> Page:
        return self._follow(self.visitor.get(f"{path}?{urlencode(query)}" if query else path))

    def send(self, method: str, url: str, fields: list[tuple[str, Value]]) -> Page:
        answer = self.visitor.post(
            url.removeprefix("http://127.0.0.1:8000"), {name: str(value) for name, value in fields}
        )
        self.room.drain()
        return self._follow(answer)

    def _follow(self, answer: httpx.Response) -> Page:
        while answer.status_code == 303:
            answer = self.visitor.get(answer.headers["location"])
        return Page(self, answer)


def test_the_people_of_the_story_can_do_it(assembler: Visitor, approver: Visitor, room: Room) -> None:
    first = Assembler(Inside(assembler, room), "assembler", "")
    path = first.assemble("化工总控工三级（故事卷）")
    first.submit(path)
    sha256 = PaperApprover(Inside(approver, room), "paper-approver", "").approve(path)
    with work(room.tenant) as session:
        (paper,) = queries.sealed(session, "6-11-01-03", "3")
        assert (paper.status, paper.content_sha256) == (PaperStatus.SEALED, sha256)
        make_bank(session, queries.table(session, room.table_id), seed=2)
    second = first.assemble("化工总控工三级（备用卷）")
    assert second != path
