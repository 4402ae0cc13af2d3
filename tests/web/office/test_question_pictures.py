"""Pictures of questions: chosen with the question, shown to author and reviewer, kept or dropped when revised."""

from uuid import UUID

import httpx
import pytest
from sqlalchemy import select

from engine.platform.database import work
from processes.papers.content import PaperContent, PaperQuestion
from processes.questions import pictures, queries
from processes.questions.models import Question, QuestionVersion
from processes.sit.paper import asked
from tests.processes.apply.builders import picture
from tests.support.database import Database
from tests.web.office.test_questions import QuestionDesk
from tests.web.visitor import Visitor, app_of, values_on
from web.office import routes

SHOWN = "data:image/jpeg;base64,"


@pytest.fixture
def desk(committed_database: Database) -> QuestionDesk:
    desk = QuestionDesk(app_of(routes.router), committed_database.tenant_id)
    desk.table()
    return desk


def sent(visitor: Visitor, url: str, data: dict[str, str], **files: bytes) -> httpx.Response:
    chosen = {name: ("图.png", content) for name, content in files.items()}
    return visitor._send("POST", url, data=data, files=chosen)


def version_of(desk: QuestionDesk, no: str) -> QuestionVersion:
    with work(desk.tenant) as session:
        return queries.newest(session, session.scalars(select(Question).where(Question.no == no)).one())


def written(desk: QuestionDesk, **files: bytes) -> str:
    answer = sent(desk.author, "/questions/new", desk.form(), **files)
    assert answer.status_code == 303, answer.text
    return answer.headers["Location"].rpartition("/")[2]


def test_a_picture_is_seen_in_the_bank_and_by_the_reviewer(desk: QuestionDesk) -> None:
    no = written(desk, picture_stem=picture(), picture_b=picture())
    assert set(version_of(desk, no).pictures) == {"stem", "B"}
    assert desk.author.get(f"/questions/{no}").text.count(SHOWN) == 2
    taken = desk.first.post("/questions/review/next").headers["Location"]
    assert desk.first.get(taken).text.count(SHOWN) == 2


def test_what_is_no_picture_is_refused_and_nothing_is_kept(desk: QuestionDesk) -> None:
    answer = sent(desk.author, "/questions/new", desk.form(), picture_stem=b"MZ\x90 not a picture")
    assert answer.status_code == 422
    assert "您上传的不是" in answer.text
    assert values_on(answer.text)["option_a"] == "打开出口阀"
    with work(desk.tenant) as session:
        assert session.scalars(select(Question)).all() == []


def test_an_option_with_a_picture_needs_words_too(desk: QuestionDesk) -> None:
    answer = sent(desk.author, "/questions/new", desk.form(), picture_e=picture())
    assert answer.status_code == 422
    assert "选项 E 有图片，也要写文字" in answer.text


def test_a_revision_keeps_a_picture_until_it_is_dropped(desk: QuestionDesk) -> None:
    no = written(desk, picture_stem=picture())
    desk.review(desk.first, "revise", text="换一个说法")
    page = desk.author.get(f"/questions/{no}/revise").text
    assert SHOWN in page
    again = sent(desk.author, f"/questions/{no}/revise", desk.form(stem="离心泵开车前应先（　　）。"))
    assert again.status_code == 303, again.text
    assert set(version_of(desk, no).pictures) == {"stem"}
    desk.review(desk.first, "revise", text="图不清楚")
    dropped = desk.form(stem="启动离心泵前应先（　　）。", drop_stem="1")
    assert sent(desk.author, f"/questions/{no}/revise", dropped).status_code == 303
    assert version_of(desk, no).pictures == {}


def test_the_exam_shows_an_option_s_picture_wherever_the_option_stands(desk: QuestionDesk) -> None:
    no = written(desk, picture_stem=picture(), picture_b=picture())
    version = version_of(desk, no)
    with work(desk.tenant) as session:
        encoded = pictures.encoded(session, version)
    one = PaperQuestion(1, "q", "v", "single", version.stem, version.options, "B", 10, encoded)
    (shown,) = asked(PaperContent("卷", 90, [one]), UUID(int=7))
    assert shown.picture == encoded["stem"]
    assert [choice.picture for choice in shown.choices if choice.letter == "B"] == [encoded["B"]]
    assert [choice.picture for choice in shown.choices if choice.letter != "B"] == ["", "", ""]
