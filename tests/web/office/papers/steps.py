"""What assembler and approver do on their pages, as steps of tests."""

from tests.processes.papers.conftest import Room
from tests.web.visitor import Visitor, values_on


def filled(assembler: Visitor, **changed: str) -> dict[str, str]:
    """The small template's form as a browser would send it."""
    page = assembler.get("/papers/new?template=small").text
    table = page.split('name="table"')[1].split('<option value="')[2].split('"')[0]
    ticked = {"importance": "table", "title": "化工总控工三级（A 卷）", "table": table}
    return values_on(page.split('<form method="post" action="/papers/new"')[1]) | ticked | changed


def handed_over(assembler: Visitor, **changed: str) -> str:
    answer = assembler.post("/papers/new", filled(assembler, **changed))
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def sealed(room: Room, assembler: Visitor, approver: Visitor, **changed: str) -> str:
    address = handed_over(assembler, **changed)
    room.drain()
    assert assembler.post(f"{address}/check", {"decision": "submit"}).status_code == 303
    assert approver.post(f"{address}/approve", {"decision": "approve"}).status_code == 303
    return address
