"""Tickets, lists and sheets: what stands on them, and how much on a page."""

from io import BytesIO

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from processes.arrange import queries, service
from processes.arrange.documents import compare, lists, ticket
from processes.arrange.models import Admission
from tests.processes.apply.builders import identity, picture
from tests.processes.arrange.builders import ExamOffice, make_paper
from web.entry import wiring


@pytest.fixture(autouse=True)
def wired() -> None:
    wiring.wire()


def text(data: bytes, page: int = 0) -> str:
    return PdfReader(BytesIO(data)).pages[page].extract_text()


@pytest.fixture
def published(office: ExamOffice) -> list[Admission]:
    """One whole applicant with a portrait, two with rows only."""
    make_paper(office.session, office.line)
    admitted = [office.admit(office.candidate("林晓岚", whole=True)), *office.admitted(2, employer="演示化工有限公司")]
    room = office.room()
    office.sits(room, "theory", hour=9)
    office.sits(room, "skill", hour=14)
    office.solve()
    service.publish(office.session, office.arranger, office.plan.id)
    return admitted


def test_a_ticket_says_when_where_and_on_which_seat(office: ExamOffice, published: list[Admission]) -> None:
    data = ticket.render_for(office.session, [published[0].id])
    number = queries.ticket(office.session, published[0].id)
    assert number is not None
    said = text(data)
    number_of_id = identity()["id_number"]
    for part in ("准考证", "林晓岚", number.no, "理论知识考试", "操作技能考核", "09:00", "14:00", "一号机房", "一号路"):
        assert part in said, part
    assert number_of_id not in said
    assert f"{number_of_id[:4]}**********{number_of_id[-4:]}" in said
    assert len(PdfReader(BytesIO(data)).pages[0].images) == 2, "the portrait and the QR code"


def test_a_whole_room_is_one_file(office: ExamOffice, published: list[Admission]) -> None:
    data = ticket.render_for(office.session, [row.id for row in published])
    assert len(PdfReader(BytesIO(data)).pages) == 3
    assert "无法" not in text(data, 1)


def test_the_lists_say_who_sits_where(office: ExamOffice, published: list[Admission]) -> None:
    places = lists.places_of(office.session, office.plan.id)
    sessions = lists.session_list(office.session, places)
    assert [row[6] for row in sessions.rows] == [3, 3]
    people = lists.candidate_list(office.session, office.plan.id)
    assert {row[2] for row in people.rows} == {"林晓岚", "考生00", "考生01"}
    assert all("*" in row[4] or not row[4] for row in people.rows)
    for listing in (sessions, people, lists.seat_list(office.session, places)):
        book = load_workbook(BytesIO(listing.xlsx())).active
        assert book is not None
        assert book.cell(1, 1).value == listing.title
        assert listing.title in text(listing.pdf("说明", "鹭州市"))


def test_the_photo_sheet_holds_thirty_a_page() -> None:
    faces = [compare.Face(f"考生{at}", f"26122035000100{at:05}", at, picture(295, 413)) for at in range(1, 32)]
    data = compare.render([compare.Sheet("一号机房 理论知识考试", "化工总控工", faces)])
    pages = PdfReader(BytesIO(data)).pages
    assert len(pages) == 2
    first, second = (page.extract_text() for page in pages)
    assert first.count("签字") == 30 + 1
    assert "考生30" in first
    assert "考生31" in second
    assert "第 1 页，共 2 页" in first


def test_the_photo_workbook_has_pictures(office: ExamOffice, published: list[Admission]) -> None:
    places = lists.places_of(office.session, office.plan.id)
    sheet = load_workbook(BytesIO(lists.compare_workbook(office.session, places))).active
    assert sheet is not None
    assert len(sheet._images) == 2  # one portrait, in two sessions


def test_the_door_sheet_and_labels_name_every_seat(office: ExamOffice, published: list[Admission]) -> None:
    place = lists.places_of(office.session, office.plan.id)[0]
    labels = compare.labels(lists.compare_sheets(office.session, [place], portraits=False))
    for said in (text(lists.door_sheet(office.session, place)), text(labels)):
        for name in ("林晓岚", "考生00", "考生01"):
            assert name in said
