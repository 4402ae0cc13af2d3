"""The training desk: who sees whom, reminders, results for one and many, courses, files, regulations."""

from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.platform.database import work
from engine.platform.notices import Notice
from engine.workflow.models import RemoteTask
from processes.train import queries
from processes.train.models import Course, Enrolment, Lesson, TrainingRegulation, TrainingResult
from tests.engine.platform.test_videos import film
from tests.processes.apply.builders import deploy, picture
from tests.processes.plans.builders import make_institution
from tests.processes.train.builders import make_course, make_school
from tests.support.database import Database
from tests.web.office.desk import pass_by
from tests.web.visitor import Visitor, app_of, staff, values_on
from web.office import routes


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    with work(committed_database.tenant_id) as session:
        deploy(session, committed_database.tenant_id)
        course = make_course(session, minutes=(2,))
        school = make_school(session, course)
        for name, studied in (("陈甲", True), ("李乙", True), ("王丙", False)):
            row = school.enrol(name)
            if studied:
                school.study(row)
    pass_by(minutes=10)
    return committed_database.tenant_id


@pytest.fixture
def institution(tenant: UUID) -> UUID:
    with work(tenant) as session:
        found = session.scalars(select(Enrolment.institution_id).limit(1)).one()
        assert found
        return found


@pytest.fixture
def trainer(tenant: UUID, institution: UUID) -> Visitor:
    return staff(app_of(routes.router), tenant, "袁教师", f"institution:{institution}:trainer")


def enrolment(tenant: UUID, name: str) -> UUID:
    with work(tenant) as session:
        return session.scalars(select(Enrolment.id).where(Enrolment.name == name)).one()


def test_a_trainer_sees_his_learners_with_their_progress(trainer: Visitor) -> None:
    page = trainer.get("/training").text
    for name in ("陈甲", "李乙", "王丙"):
        assert name in page
    assert 'aria-valuenow="100"' in page
    assert "待确认结果" in page
    waiting = trainer.get("/training?filter=completed").text
    assert "陈甲" in waiting
    assert "王丙" not in waiting
    assert "王丙" in trainer.get("/training?q=王").text
    assert "没有符合条件的学员" in trainer.get("/training?q=无此人").text


def test_another_institution_sees_nobody_and_the_authority_everybody(tenant: UUID, trainer: Visitor) -> None:
    with work(tenant) as session:
        other = make_institution(session, "港区职校", "000202").id
    stranger = staff(trainer.app, tenant, "外校教师", f"institution:{other}:trainer")
    assert "陈甲" not in stranger.get("/training").text
    learner = f"/training/learners/{enrolment(tenant, '陈甲')}"
    assert stranger.get(learner).status_code == 404
    assert stranger.post(learner, {"theory_result": "qualified"}).status_code == 404
    assert stranger.post(f"{learner}/remind").status_code == 404
    supervisor = staff(trainer.app, tenant, "吴主管", "authority:supervisor")
    seen = supervisor.get("/training").text
    assert "陈甲" in seen
    assert "鹭江技师" in seen
    assert "确认勾选的学员" not in seen
    assert supervisor.post("/training/confirm", {}).status_code == 403
    assert staff(trainer.app, tenant, "路人").get("/training").status_code == 403


def test_whoever_lags_is_found_and_reminded(tenant: UUID, institution: UUID) -> None:
    pass_by(minutes=int(timedelta(days=4).total_seconds() // 60))
    trainer = staff(app_of(routes.router), tenant, "袁教师", f"institution:{institution}:trainer")
    page = trainer.get("/training?filter=lagging").text
    assert "4 天没有学习" in page
    assert "陈甲" not in page
    learner = enrolment(tenant, "王丙")
    sent = trainer.post("/training/remind", {"learner": str(learner), "filter": "lagging"})
    assert sent.headers["location"] == "/training?filter=lagging"
    with work(tenant) as session:
        notice = session.scalars(select(Notice).where(Notice.kind == "train.reminder")).one()
        assert "还差 2 分" in notice.body
    assert "上次提醒" in trainer.get(f"/training/learners/{learner}").text


def test_results_are_confirmed_by_category(tenant: UUID, trainer: Visitor) -> None:
    learner = f"/training/learners/{enrolment(tenant, '陈甲')}"
    page = trainer.get(learner).text
    assert "理论知识" in page
    assert 'name="theory_result"' in page
    assert 'name="skill_result"' not in page
    refused = trainer.post(learner, {"theory_result": "unqualified", "note": ""})
    assert refused.status_code == 422
    assert "请写明原因" in refused.text
    assert "请选择理论知识" in trainer.post(learner, {}).text
    assert trainer.post(learner, {"theory_result": "qualified"}).status_code == 303
    shown = trainer.get(learner).text
    assert "袁教师" in shown
    assert 'name="theory_result"' not in shown
    again = trainer.post(learner, {"theory_result": "qualified"})
    assert again.status_code == 303
    with work(tenant) as session:
        assert len(session.scalars(select(TrainingResult)).all()) == 1
        assert len(session.scalars(select(RemoteTask)).all()) == 1


def test_several_learners_are_confirmed_with_one_button(tenant: UUID, trainer: Visitor) -> None:
    both = [str(enrolment(tenant, name)) for name in ("陈甲", "李乙", "王丙")]
    done = trainer._send("POST", "/training/confirm", data={"learner": both})
    assert done.status_code == 303
    with work(tenant) as session:
        confirmed = session.scalars(select(Enrolment.name).join(TrainingResult).order_by(Enrolment.name)).all()
        assert set(confirmed) == {"陈甲", "李乙"}


def test_the_general_task_list_leads_to_the_learner(tenant: UUID, trainer: Visitor) -> None:
    page = trainer.get("/tasks").text
    assert "确认培训结果" in page
    href = page.split('href="/tasks/', 1)[1].split('"', 1)[0]
    assert trainer.get(f"/tasks/{href}").headers["location"].startswith("/training/learners/")


# courses


def new_course(trainer: Visitor, **values: str) -> str:
    form = values_on(trainer.get("/training/courses/new").text)
    known = {"code": "JX-1", "title": "机械识图", "category": "skill", "active": "true"}
    saved = trainer.post("/training/courses/new", form | known | values)
    assert saved.status_code == 303, saved.text
    return str(saved.headers["location"])


def test_a_course_with_text_pdf_and_film(tenant: UUID, trainer: Visitor) -> None:
    course = new_course(trainer)
    lesson = {"title": "第一课", "minutes": "5", "active": "true"}
    text = trainer.post(f"{course}/lessons/new", lesson | {"kind": "text", "body": "## 投影\n\n- 正投影"})
    assert text.headers["location"] == course
    sent = trainer._send(
        "POST", f"{course}/lessons/new", data=lesson | {"kind": "video", "title": "示范"},
        files={"file": ("示范.mp4", film())},
    )  # fmt: skip
    assert sent.status_code == 303
    page = trainer.get(course).text
    assert "第一课" in page
    assert "示范" in page
    with work(tenant) as session:
        found = session.scalars(select(Lesson).where(Lesson.title == "示范")).one()
        assert found.seconds == 300
    played = trainer.get(f"/training/files/{found.file_id}", Range="bytes=0-3")
    assert (played.status_code, len(played.content)) == (206, 4)
    shown = trainer.get(f"{course}/lessons/{found.id}").text
    assert "<video" in shown
    closed = trainer.post(f"{course}/lessons/{found.id}", lesson | {"kind": "video", "title": "示范", "active": ""})
    assert closed.status_code == 303
    assert "停用" in trainer.get(course).text


def test_a_wrong_lesson_keeps_what_was_typed(trainer: Visitor) -> None:
    course = new_course(trainer)
    where = f"{course}/lessons/new"
    refused = trainer.post(where, {"title": "识图", "kind": "pdf", "minutes": "500", "body": "说明"})
    assert refused.status_code == 422
    for sentence in ("请选择文件", "学习时长应为 1 至 180 的整数，您输入了“500”"):
        assert sentence in refused.text
    assert values_on(refused.text)["body"] == "说明"
    disguised = trainer._send(
        "POST", where, data={"title": "识图", "kind": "video", "minutes": "5"},
        files={"file": ("课.mp4", picture())},
    )  # fmt: skip
    assert disguised.status_code == 422
    assert "改文件名后缀不会改变文件类型" in disguised.text


def test_an_institutions_course_is_its_own(tenant: UUID, trainer: Visitor) -> None:
    course = new_course(trainer)
    assert (
        "课程编号 JX-1 已经用过"
        in trainer.post(
            "/training/courses/new", {"code": "JX-1", "title": "重号", "category": "skill", "quiz_questions": "0"}
        ).text
    )
    with work(tenant) as session:
        other = make_institution(session, "港区职校", "000202").id
    stranger = staff(trainer.app, tenant, "外校教师", f"institution:{other}:trainer")
    assert stranger.get(course).status_code == 404
    assert stranger.post(course, {"title": "改名"}).status_code == 404
    assert stranger.get(f"{course}/lessons/new").status_code == 404
    assert "机械识图" not in stranger.get("/training/courses").text
    with work(tenant) as session:
        authoritys = session.scalars(select(Course.id).where(Course.institution_id.is_(None))).one()
    assert "您只能查看" in trainer.get(f"/training/courses/{authoritys}").text
    assert trainer.post(f"/training/courses/{authoritys}", {"title": "改名"}).status_code == 403


def test_staff_tick_the_courses_of_a_regulation(tenant: UUID, trainer: Visitor, institution: UUID) -> None:
    course = new_course(trainer)
    trainer.post(f"{course}/lessons/new", {"title": "课", "minutes": "30", "kind": "text", "body": "文", "active": "1"})
    course_id = course.rsplit("/", 1)[1]
    page = trainer.get("/training/regulations/new").text
    assert "机械识图" in page
    form = {name: value for name, value in values_on(page).items() if not name.startswith("course-")}
    form |= {"occupation": "6-11-01-03", "grade": "3", f"course-{course_id}": "true"}
    assert "请至少勾选一门课程" in trainer.post("/training/regulations/new", form | {f"course-{course_id}": ""}).text
    refused = trainer.post("/training/regulations/new", form | {f"minutes-{course_id}": "31"})
    assert refused.status_code == 422
    assert "“机械识图”的学时应为 1 至 30 分钟" in refused.text
    assert "整数分钟" in trainer.post("/training/regulations/new", form | {f"minutes-{course_id}": "很多"}).text
    assert trainer.post("/training/regulations/new", form).status_code == 303
    listed = trainer.get("/training/regulations").text
    assert "化工总控工 · 三级/高级工" in listed
    with work(tenant) as session:
        own = select(TrainingRegulation).where(TrainingRegulation.institution_id == institution)
        row = session.scalars(own).one()
        assert queries.ticked(session, row.id) == {UUID(course_id): 30}
        general = session.scalars(select(TrainingRegulation.id).where(TrainingRegulation.institution_id.is_(None)))
        authoritys = general.one()
    assert trainer.get(f"/training/regulations/{row.id}").status_code == 200
    assert "您只能查看" in trainer.get(f"/training/regulations/{authoritys}").text
    assert trainer.post(f"/training/regulations/{authoritys}", form).status_code == 403
