"""The demo's courses and training regulations, made by the commands that the training desk uses."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from engine.documents import pdf
from engine.platform.database import work
from engine.platform.people import Actor
from processes.questions.models import Question, QuestionStatus
from processes.train import queries, service
from processes.train.models import Course
from processes.train.service import Owner
from web.entry.demo.authority import staff_actor
from web.entry.demo.lessons import COURSES, GRADES, CourseText, LessonText
from web.entry.demo.pictures.film import slides

Tell = Callable[[str], None]
AUTHORITY = Owner(None)
QUIZ = 5  # questions, once the bank has twice as many


def seed_train(tenant: UUID, tell: Tell) -> None:
    """Courses of the three kinds with text, PDF and film, and a regulation for each occupation. Safe to repeat:
    what is there stays, and a quiz is added to the skill courses once the bank has enough questions for it."""
    with work(tenant) as session:
        supervisor = staff_actor(session, "supervisor")
        known = {row.code: row for row in queries.courses(session, supervisor)}
        fresh = [each for each in COURSES if each.code not in known]
        for each in fresh:
            known[each.code] = _course(session, supervisor, each)
        for occupation, grade in GRADES.items():
            wanted = [known[each.code] for each in COURSES if occupation in each.occupations]
            if queries.regulation_for(session, occupation, grade, None) is None:
                minutes = {row.id: _minutes(session, row) for row in wanted}
                service.save_regulation(
                    session, supervisor, occupation=occupation, grade=grade, owner=AUTHORITY, minutes=minutes
                )
            if _questions(session, occupation, grade) >= 2 * QUIZ:
                _add_quiz(session, supervisor, wanted)
    if fresh:
        tell(f"已放入 {len(fresh)} 门课程和 {len(GRADES)} 份培训规范")


def _course(session: Session, actor: Actor, text: CourseText) -> Course:
    values = {
        "code": text.code,
        "title": text.title,
        "summary": text.summary,
        "category": text.category,
        "quiz_questions": "0",
        "free_choice": text.free_choice,
        "fee": text.fee,
        "active": True,
    }
    course = service.save_course(session, actor, None, values, owner=AUTHORITY)
    for each in text.lessons:
        _lesson(session, actor, course, each)
    return course


def _lesson(session: Session, actor: Actor, course: Course, text: LessonText) -> None:
    paragraphs = [part for part in text.body.split("\n\n") if part]
    upload, body = None, text.body
    if text.kind == "pdf":
        parts = [pdf.title(text.title)]
        for part in paragraphs:
            parts += [pdf.paragraph(part), pdf.space(3)]
        upload, body = (f"{text.title}.pdf", pdf.render(parts, title=text.title, footer=course.title)), ""
    elif text.kind == "video":
        upload = f"{text.title}.webm", slides(text.title, paragraphs)
    values = {"title": text.title, "kind": text.kind, "body": body, "minutes": str(text.minutes), "active": True}
    service.save_lesson(session, actor, course, None, values, upload=upload)


def _add_quiz(session: Session, actor: Actor, courses: list[Course]) -> None:
    for row in courses:
        if row.category == "skill" and not row.quiz_questions:
            kept = {"title": row.title, "summary": row.summary, "category": row.category, "active": True}
            service.save_course(session, actor, row, kept | {"quiz_questions": str(QUIZ)})


def _questions(session: Session, occupation: str, grade: str) -> int:
    rows = select(func.count()).select_from(Question)
    approved = rows.where(Question.occupation == occupation, Question.grade == grade)
    return session.scalar(approved.where(Question.status == QuestionStatus.APPROVED)) or 0


def _minutes(session: Session, course: Course) -> int:
    return sum(lesson.seconds for lesson in queries.lessons(session, course.id)) // 60
