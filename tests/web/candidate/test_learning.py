"""The learner's pages: study with and without a script, quiz, exemption, proof; nobody sees another's."""

from datetime import timedelta
from io import BytesIO
from uuid import UUID

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from engine.platform import clock, files
from engine.platform.database import system_work, work
from engine.platform.people.models import Person
from processes.apply.models import Application
from processes.train import queries
from processes.train.models import Course, Enrolment, Exemption, Lesson, TrainingRegulation
from tests.engine.platform.test_videos import film
from tests.processes.apply.builders import deploy, picture
from tests.processes.review.builders import make_staff
from tests.processes.train.builders import School, make_approved, make_course, make_questions, make_school
from tests.support.database import Database
from tests.web.office.desk import pass_by
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.candidate import progress, routes
from web.candidate.standing import Standing
from web.public.routes import training_proof


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    with work(committed_database.tenant_id) as session:
        deploy(session, committed_database.tenant_id)
    return committed_database.tenant_id


@pytest.fixture
def visitor(tenant: UUID) -> Visitor:
    return staff(app_of(routes.router, training_proof.router), tenant, "林好学")


def enrol(tenant: UUID, visitor: Visitor, *, quiz: int = 0, minutes: tuple[int, ...] = (5, 5)) -> UUID:
    """The visitor's case in its train stage, with one course."""
    with work(tenant) as session:
        school = make_school(session, make_course(session, quiz=quiz, minutes=minutes))
        assert visitor.person
        row = school.start(make_approved(session, school.institution_id, applicant=visitor.person, name="林好学"))
        return row.id


def lessons(tenant: UUID, enrolment_id: UUID) -> list[UUID]:
    with work(tenant) as session:
        (course, *_) = queries.progress(session, queries.enrolment(session, enrolment_id))
        return [each.id for each in course.lessons]


def course_of(tenant: UUID) -> UUID:
    with work(tenant) as session:
        return session.scalars(select(Course.id)).one()


def seconds_pass(seconds: int) -> None:
    with system_work() as system:
        clock.move(system, timedelta(seconds=seconds))


def open_lesson(visitor: Visitor, enrolment_id: UUID, lesson_id: UUID) -> str:
    """Press 学习; the session's address on the page that follows."""
    opened = visitor.post(f"/my/learning/{enrolment_id}/lessons/{lesson_id}/open")
    assert opened.status_code == 303
    page = visitor.get(opened.headers["location"]).text
    return page.split('data-learning="', 1)[1].split("/beat", 1)[0]


def test_an_empty_page_says_how_courses_come(visitor: Visitor) -> None:
    page = visitor.get("/my/learning").text
    assert "还没有课程" in page
    assert "目前没有可以自选的课程" in page


def test_a_training_shows_what_is_missing_and_until_when(tenant: UUID, visitor: Visitor) -> None:
    enrolment_id = enrol(tenant, visitor)
    page = visitor.get("/my/learning")
    assert f'href="/my/learning/{enrolment_id}"' in page.text
    shown = visitor.get(f"/my/learning/{enrolment_id}").text
    assert "“课程 K-1”还差 10 分" in shown
    assert "前学完，逾期培训未完成" in shown
    assert 'aria-valuenow="0"' in shown
    assert "现在轮到您：完成培训" in _case(tenant, visitor)


def _case(tenant: UUID, visitor: Visitor) -> str:
    with work(tenant) as session:
        application = session.scalars(select(Application)).one()
        return progress.now_of(Standing(session, application)).title


def test_without_a_script_the_button_counts_from_opening(tenant: UUID, visitor: Visitor) -> None:
    enrolment_id = enrol(tenant, visitor)
    first, second = lessons(tenant, enrolment_id)
    base = open_lesson(visitor, enrolment_id, first)
    pass_by(minutes=3)
    done = visitor.post(f"{base}/finish")
    assert done.headers["location"].endswith(f"/courses/{course_of(tenant)}")
    assert "已计 3 分" in visitor.get(done.headers["location"]).text
    for lesson in (first, second):
        base = open_lesson(visitor, enrolment_id, lesson)
        pass_by(minutes=6)
        visitor.post(f"{base}/finish")
    shown = visitor.get(f"/my/learning/{enrolment_id}").text
    assert "已学 100%" in shown
    assert "等培训机构确认结果" in shown
    assert visitor.post(f"/my/learning/{enrolment_id}/lessons/{first}/open").status_code == 409


def test_the_script_hears_the_servers_own_count(tenant: UUID, visitor: Visitor) -> None:
    enrolment_id = enrol(tenant, visitor)
    first, second = lessons(tenant, enrolment_id)
    base = open_lesson(visitor, enrolment_id, first)
    seconds_pass(20)
    told = visitor.post(f"{base}/beat").json()
    assert 19 <= told["seconds"] <= 25  # the clock on the wall runs too
    assert told["text"].startswith("已计时 2")
    assert told["text"].endswith("（服务器），本课 5 分")
    assert told["done"] is False
    open_lesson(visitor, enrolment_id, second)
    refused = visitor.post(f"{base}/beat", Accept="application/json")
    assert refused.status_code == 409
    assert "这里的计时已停止" in refused.json()["message"]
    assert "您在别处打开了另一课" in visitor.get(f"/my/learning/{enrolment_id}/lessons/{first}").text


def test_another_persons_training_is_not_there(tenant: UUID, visitor: Visitor) -> None:
    enrolment_id = enrol(tenant, visitor)
    (first, _) = lessons(tenant, enrolment_id)
    base = open_lesson(visitor, enrolment_id, first)
    stranger = staff(visitor.app, tenant, "陌生人")
    course = course_of(tenant)
    for path in ("", f"/courses/{course}", f"/lessons/{first}", "/exemption", "/proof.pdf"):
        assert stranger.get(f"/my/learning/{enrolment_id}{path}").status_code == 404, path
    for path in (f"/lessons/{first}/open", f"/courses/{course}/quiz", "/exemption"):
        assert stranger.post(f"/my/learning/{enrolment_id}{path}").status_code == 404, path
    assert stranger.post(f"{base}/beat").status_code == 404
    assert stranger.post(f"{base}/finish").status_code == 404
    out = Visitor(visitor.app)
    assert out.get(f"/my/learning/{enrolment_id}").headers["location"].startswith("/signin")


def test_a_quiz_is_taken_on_one_page(tenant: UUID, visitor: Visitor) -> None:
    enrolment_id = enrol(tenant, visitor, quiz=3, minutes=(1,))
    with work(tenant) as session:
        make_questions(session, 6)
    course = f"/my/learning/{enrolment_id}/courses/{course_of(tenant)}"
    assert "还差 1 分" in visitor.get(course).text
    assert visitor.post(f"{course}/quiz").status_code == 409
    base = open_lesson(visitor, enrolment_id, lessons(tenant, enrolment_id)[0])
    pass_by(minutes=2)
    visitor.post(f"{base}/finish")
    quiz = visitor.post(f"{course}/quiz").headers["location"]
    page = visitor.get(quiz).text
    assert page.count("<fieldset") == 3
    assert "单项选择题" in page
    assert visitor.post(quiz, {"q1": "A", "q2": "B"}).headers["location"] == quiz
    assert "这次没有合格" in visitor.get(quiz).text
    assert visitor.post(quiz, {"q1": "A"}).status_code == 409
    quiz = visitor.post(f"{course}/quiz").headers["location"]
    visitor.post(quiz, {"q1": "A", "q2": "A", "q3": "A"})
    assert "测验合格" in visitor.get(quiz).text
    assert staff(visitor.app, tenant, "旁人").get(quiz).status_code == 404


def test_files_go_to_whoever_is_enrolled_in_parts(tenant: UUID, visitor: Visitor) -> None:
    enrolment_id = enrol(tenant, visitor)
    data = film(b"\x07" * 5000)
    with work(tenant) as session:
        course = session.scalars(select(Course)).one()
        stored = files.store(session, data, filename="示范.mp4", allow={"video"})
        session.add(
            Lesson(course_id=course.id, place=9, title="示范", kind="video", file_id=stored.id, seconds=60, body="")
        )
        path = f"/my/learning/files/{stored.id}"
    lesson = lessons(tenant, enrolment_id)[-1]
    assert f'src="{path}" type="video/mp4"' in visitor.get(f"/my/learning/{enrolment_id}/lessons/{lesson}").text
    whole = visitor.get(path)
    assert (whole.status_code, whole.content, whole.headers["content-type"]) == (200, data, "video/mp4")
    part = visitor.get(path, Range="bytes=100-199")
    assert (part.status_code, part.content) == (206, data[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(data)}"
    assert visitor.get(path, Range="bytes=-10").content == data[-10:]
    assert visitor.get(path, Range="bytes=0-").content == data
    assert visitor.get(path, Range=f"bytes={len(data)}-").status_code == 416
    assert visitor.get(path, Range="bytes=9-3").status_code == 416
    assert staff(visitor.app, tenant, "旁人").get(path).status_code == 404


def test_a_refused_exemption_keeps_what_was_typed(tenant: UUID, visitor: Visitor) -> None:
    enrolment_id = enrol(tenant, visitor)
    where = f"/my/learning/{enrolment_id}/exemption"
    refused = visitor.post(where, {"proof_no": "PX2026000001-AAAAAA", "reason": "去年学过"})
    assert refused.status_code == 422
    assert "没有找到您名下这个编号的培训证明" in refused.text
    assert values_on(refused.text)["reason"] == "去年学过"
    assert "请上传以前的培训证明" in visitor.post(where, {"proof_no": "港培 12", "reason": "去年学过"}).text
    bad = visitor._send(
        "POST", where, data={"proof_no": "港培 12", "reason": "x"}, files={"file": ("证明.pdf", b"MZ\x90")}
    )
    assert bad.status_code == 422
    assert "您上传的不是" in bad.text
    good = visitor._send(
        "POST", where, data={"proof_no": "港培 12", "reason": "去年学过"}, files={"file": ("证明.jpg", picture())}
    )
    assert good.status_code == 303
    assert "培训机构核对中" in visitor.get(f"/my/learning/{enrolment_id}").text
    assert "不用重复提交" in visitor.get(where).text
    with work(tenant) as session:
        assert session.scalars(select(Exemption.status)).all() == ["asked"]


def test_a_chosen_course_ends_with_a_proof_that_anybody_can_check(tenant: UUID, visitor: Visitor) -> None:
    with work(tenant) as session:
        make_course(session, "Z-1", category="general", minutes=(1,), free_choice=True, summary="人人可学")
    page = visitor.get("/my/learning").text
    assert "人人可学" in page
    chosen = visitor.post("/my/learning/choose", values_on(page))
    assert chosen.status_code == 303
    assert visitor.post("/my/learning/choose", values_on(page)).status_code == 409
    assert visitor.post("/my/learning/choose", {"course_id": "x"}).status_code == 404
    enrolment_id = UUID(chosen.headers["location"].rsplit("/", 1)[1])
    base = open_lesson(visitor, enrolment_id, lessons(tenant, enrolment_id)[0])
    pass_by(minutes=2)
    visitor.post(f"{base}/finish")
    shown = visitor.get(f"/my/learning/{enrolment_id}").text
    assert "打开培训证明" in shown
    printed = visitor.get(f"/my/learning/{enrolment_id}/proof.pdf")
    assert printed.headers["content-type"] == "application/pdf"
    assert "课程Z-1" in words(printed.content)


def test_whoever_has_no_name_yet_gives_one_for_the_proof(tenant: UUID, visitor: Visitor) -> None:
    with work(tenant) as session:
        course = make_course(session, "Z-1", minutes=(1,), free_choice=True)
    nameless = staff(visitor.app, tenant, "")
    page = nameless.get("/my/learning").text
    assert "用于培训证明" in page
    refused = nameless.post("/my/learning/choose", {"course_id": str(course.id), "name": " 林 "})
    assert refused.status_code == 422
    assert "请输入您的姓名" in refused.text
    assert nameless.post("/my/learning/choose", {"course_id": str(course.id), "name": "林自学"}).status_code == 303
    assert "用于培训证明" not in visitor.get("/my/learning").text


def words(data: bytes) -> str:
    """The text of a PDF, without blanks."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(data)).pages)


def finish(tenant: UUID, visitor: Visitor) -> str:
    """The number of the proof of a case that was confirmed and reported."""
    enrolment_id = enrol(tenant, visitor, minutes=(1,))
    with work(tenant) as session:
        row = queries.enrolment(session, enrolment_id)
        assert row.institution_id
        trainer = make_staff(session, "袁培训", f"institution:{row.institution_id}:trainer")
        regulation = session.scalars(select(TrainingRegulation)).one()
        school = School(session, row.institution_id, trainer, trainer, trainer, regulation)
        school.study(row)
        school.confirm(row)
        school.registry_says(row, "accepted")
        proof = queries.proof(session, row.id)
        assert proof
        return proof.no


def test_a_proof_is_printed_and_checked_by_a_stranger(tenant: UUID, visitor: Visitor) -> None:
    no = finish(tenant, visitor)
    with work(tenant) as session:
        row = session.scalars(select(Enrolment)).one()
        person = session.get_one(Person, row.person_id)
        assert person.name == "林好学"
    printed = visitor.get(f"/my/learning/{row.id}/proof.pdf")
    assert printed.content.startswith(b"%PDF-")
    text = words(printed.content)
    assert no in text
    assert "林好学" in text
    assert "3502**********001X" in text
    assert "35029919950515001X" not in text
    stranger = Visitor(visitor.app)
    checked = stranger.get(f"/verify/training/{no}")
    assert checked.status_code == 200
    assert "培训证明有效" in checked.text
    assert "林*学" in checked.text
    assert "林好学" not in checked.text
    missing = stranger.get("/verify/training/PX2026999999-AAAAAA")
    assert missing.status_code == 404
    assert "不存在" in missing.text
