"""Keeping courses, lessons and regulations."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from engine.platform import audit, files
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from processes.catalogue import queries as catalogue
from processes.catalogue.errors import NoSuchOccupation
from processes.catalogue.grades import Grade
from processes.train import queries
from processes.train.errors import CodeTaken, NotYourCourse
from processes.train.models import Category, Course, Lesson, RegulationCourse, TrainingRegulation

MOST_TEXT = 20_000


@dataclass(frozen=True, slots=True)
class Owner:
    """Who keeps something: an institution, or None for the authority."""

    institution_id: UUID | None


def save_course(
    session: Session, actor: Actor, course: Course | None, values: Mapping[str, Any], *, owner: Owner | None = None
) -> Course:
    """Add a course, or change one. Raises InvalidForm, CodeTaken, NotYourCourse."""
    keeper = course.institution_id if course else (owner.institution_id if owner else None)
    if not queries.may_edit(actor, keeper):
        raise NotYourCourse
    errors = []
    code, title = str(values.get("code") or "").strip(), str(values.get("title") or "").strip()
    if course is None and not code:
        errors.append(FieldError("code", "请输入课程编号"))
    if not title:
        errors.append(FieldError("title", "请输入课程名称"))
    category = str(values.get("category") or "")
    if category not in {each.value for each in Category}:
        errors.append(FieldError("category", "请选择课程类别"))
    questions = _number(values.get("quiz_questions"), 0, 100, "quiz_questions", "测验题数", errors)
    fee_fen = _fen(values.get("fee") or "0", errors)
    pass_mark = _number(values.get("quiz_pass") or "60", 1, 100, "quiz_pass", "测验合格分", errors)
    if errors:
        raise InvalidForm(errors, values)
    if course is None:
        if session.scalar(select(Course.id).where(Course.code == code)):
            raise CodeTaken(code=code)
        course = Course(code=code[:40], institution_id=keeper)
        session.add(course)
    course.title, course.category = title[:120], category
    course.summary = str(values.get("summary") or "").strip()[:500]
    course.quiz_questions, course.quiz_pass = questions, pass_mark
    course.occupation = str(values.get("occupation") or "") or None
    course.grade = str(values.get("grade") or "") or None
    course.fee_fen = fee_fen
    course.free_choice, course.active = bool(values.get("free_choice")), bool(values.get("active"))
    session.flush()
    after = {
        "title": course.title,
        "category": category,
        "fee_fen": course.fee_fen,
        "status": "active" if course.active else "closed",
    }
    audit.record(session, actor, "train.course_saved", subject=("course", course.id), after=after)
    return course


def save_lesson(
    session: Session,
    actor: Actor,
    course: Course,
    lesson: Lesson | None,
    values: Mapping[str, Any],
    *,
    upload: tuple[str, bytes] | None = None,
) -> Lesson:
    """Add a lesson, or change one. A PDF or video is told by its bytes.

    Raises InvalidForm, NotYourCourse, or a FileRefused for the upload.
    """
    if not queries.may_edit(actor, course.institution_id):
        raise NotYourCourse
    errors: list[FieldError] = []
    title, body = str(values.get("title") or "").strip(), str(values.get("body") or "").strip()
    kind = lesson.kind if lesson else str(values.get("kind") or "")
    if not title:
        errors.append(FieldError("title", "请输入课时名称"))
    if kind not in ("text", "pdf", "video"):
        errors.append(FieldError("kind", "请选择课时类型"))
    minutes = _number(values.get("minutes"), 1, 180, "minutes", "学习时长", errors)
    if kind == "text" and not body:
        errors.append(FieldError("body", "请输入课文"))
    if len(body) > MOST_TEXT:
        errors.append(FieldError("body", f"课文不超过 {MOST_TEXT:,} 字"))
    if kind in ("pdf", "video") and lesson is None and upload is None:
        errors.append(FieldError("file", "请选择文件"))
    if errors:
        raise InvalidForm(errors, values)
    stored = None
    if upload is not None and kind in ("pdf", "video"):
        stored = files.store(session, upload[1], filename=upload[0], allow=frozenset({kind}))
    if lesson is None:
        last = session.scalar(select(func.max(Lesson.place)).where(Lesson.course_id == course.id))
        lesson = Lesson(course_id=course.id, place=(last or 0) + 1, kind=kind)
        session.add(lesson)
    lesson.title, lesson.seconds = title[:120], minutes * 60
    lesson.body = body
    lesson.active = bool(values.get("active", True))
    if stored is not None:
        lesson.file_id = stored.id
    session.flush()
    audit.record(
        session,
        actor,
        "train.lesson_saved",
        subject=("course", course.id),
        after={"title": lesson.title, "minutes": minutes, "status": "active" if lesson.active else "closed"},
    )
    return lesson


def save_regulation(
    session: Session,
    actor: Actor,
    *,
    occupation: str,
    grade: str,
    owner: Owner,
    minutes: Mapping[UUID, int],
) -> TrainingRegulation:
    """Tick the courses of an occupation and grade. Trainings that are open keep what was asked for when they began.

    Raises InvalidForm, NotYourCourse, NoSuchCourse.
    """
    if not queries.may_edit(actor, owner.institution_id):
        raise NotYourCourse
    errors = []
    try:
        name = catalogue.occupation(session, occupation).name
    except NoSuchOccupation:
        name = ""
        errors.append(FieldError("occupation", "请选择职业"))
    if grade not in {each.value for each in Grade}:
        errors.append(FieldError("grade", "请选择等级"))
    if not minutes:
        errors.append(FieldError("courses", "请至少勾选一门课程"))
    for course_id, asked in minutes.items():
        total = sum(lesson.seconds for lesson in queries.lessons(session, course_id)) // 60
        title = queries.visible(session, actor, course_id).title
        if not 1 <= asked <= total:
            errors.append(FieldError(f"minutes-{course_id}", f"“{title}”的学时应为 1 至 {total} 分钟"))
    if errors:
        raise InvalidForm(errors)
    wanted = select(TrainingRegulation).where(
        TrainingRegulation.occupation == occupation,
        TrainingRegulation.grade == grade,
        TrainingRegulation.institution_id.is_not_distinct_from(owner.institution_id),
    )
    row = session.scalar(wanted.with_for_update())
    if row is None:
        row = TrainingRegulation(occupation=occupation, grade=grade, institution_id=owner.institution_id, title="")
        session.add(row)
    row.title = f"{name} · {Grade(grade).title}"
    session.flush()
    session.execute(delete(RegulationCourse).where(RegulationCourse.regulation_id == row.id))
    for course_id, asked in minutes.items():
        session.add(RegulationCourse(regulation_id=row.id, course_id=course_id, minutes=asked))
    session.flush()
    after = {"title": row.title, "minutes": sum(minutes.values()), "courses": len(minutes)}
    audit.record(session, actor, "train.regulation_saved", subject=("training_regulation", row.id), after=after)
    return row


def _fen(raw: Any, errors: list[FieldError]) -> int:
    """Yuan as people type them, in fen."""
    text = str(raw).replace(",", "").removesuffix("元").strip()
    if re.fullmatch(r"\d{1,5}(\.\d{1,2})?", text, re.ASCII):
        yuan, _, cents = text.partition(".")
        return int(yuan) * 100 + int(cents.ljust(2, "0"))
    errors.append(FieldError("fee", f"自选学习的费用应为 0 至 99999.99 元，您输入了“{text[:20]}”"))
    return 0


def _number(raw: Any, least: int, most: int, path: str, name: str, errors: list[FieldError]) -> int:
    text = str(raw if raw is not None else "").strip()
    if text.isascii() and text.isdigit() and least <= int(text[:6]) <= most:
        return int(text)
    errors.append(FieldError(path, f"{name}应为 {least} 至 {most} 的整数，您输入了“{text[:20]}”"))
    return least
