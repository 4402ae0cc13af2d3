"""Studying: a course's lessons, the lesson itself, its clock, its files."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from engine.platform import files
from engine.platform.errors import NotFound
from engine.platform.people import Actor
from processes.train import queries, service
from processes.train.errors import NoSuchCourse, NoSuchLesson
from processes.train.models import Enrolment, Lesson, State
from processes.train.rules import BEAT, CourseState, LessonState, in_words
from processes.train.service.learning import lesson_in
from web.candidate import learning
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.media import serve

router = APIRouter(prefix="/learning")


@router.post("/sessions/{session_id}/beat")
def beat(session: DbSession, actor: Candidate, session_id: UUID) -> Response:
    """What the page's script sends while it is looked at: the server's own count comes back."""
    progress = service.beat(session, actor, session_id)
    lesson = queries.lesson(session, progress.lesson_id)
    enrolment = queries.enrolment(session, progress.enrolment_id)
    state = LessonState(lesson.id, lesson.title, lesson.kind, lesson.seconds, progress.seconds)
    return JSONResponse(
        {
            "seconds": progress.seconds,
            "text": learning.clock_line(state),
            "done": state.done,
            "ended": enrolment.state != State.LEARNING,
        }
    )


@router.post("/sessions/{session_id}/finish")
def finish(request: Request, session: DbSession, actor: Candidate, session_id: UUID) -> Response:
    """The button of whoever has read to the end: credit, close, and on to the next lesson."""
    progress = service.finish_reading(session, actor, session_id)
    enrolment = queries.own(session, actor, progress.enrolment_id)
    course_id = queries.lesson(session, progress.lesson_id).course_id
    states = queries.progress(session, enrolment)
    toast = f"本课已计时 {in_words(progress.seconds)}（服务器）"
    course = next(state for state in states if state.id == course_id)
    where = f"/my/learning/{enrolment.id}" + ("" if course.done else f"/courses/{course_id}")
    return redirect(request, where, toast=toast)


@router.get("/files/{file_id}")
def file(request: Request, session: DbSession, actor: Candidate, file_id: UUID) -> Response:
    """A lesson's PDF or video, for whoever is enrolled in its course; a player may ask for parts."""
    lesson = queries.lesson_of_file(session, file_id)
    if lesson is None or not _is_enrolled(session, actor, lesson):
        raise NotFound
    return serve(request, session.get_one(files.StoredFile, file_id))


@router.get("/{enrolment_id}/courses/{course_id}")
def course(request: Request, session: DbSession, actor: Candidate, enrolment_id: UUID, course_id: UUID) -> Response:
    row = queries.own(session, actor, enrolment_id)
    state = _course(queries.progress(session, row), course_id)
    tries = queries.attempts(session, row.id, course_id)
    return page(
        request,
        "candidate/learning/course.html",
        training={"id": row.id, "title": row.title, "learning": row.state == State.LEARNING},
        course=learning.course_line(state, row),
        course_id=course_id,
        summary=queries.course(session, course_id).summary,
        lessons=[learning.lesson_line(each) for each in state.lessons],
        quiz=_quiz(state, row),
        tries=[
            {"number": each.number, "score": each.score, "passed": each.passed}
            for each in tries
            if each.finished_at is not None
        ],
    )


@router.post("/{enrolment_id}/lessons/{lesson_id}/open")
def begin(request: Request, session: DbSession, actor: Candidate, enrolment_id: UUID, lesson_id: UUID) -> Response:
    """Open a lesson: its clock begins, any other one stops."""
    service.begin(session, actor, enrolment_id, lesson_id)
    return redirect(request, f"/my/learning/{enrolment_id}/lessons/{lesson_id}")


@router.get("/{enrolment_id}/lessons/{lesson_id}")
def lesson(request: Request, session: DbSession, actor: Candidate, enrolment_id: UUID, lesson_id: UUID) -> Response:
    row = queries.own(session, actor, enrolment_id)
    found = lesson_in(session, row, lesson_id)
    states = queries.progress(session, row)
    state = next((each for course in states for each in course.lessons if each.id == found.id), None)
    if state is None:
        raise NoSuchLesson
    return page(
        request,
        "candidate/learning/lesson.html",
        training={"id": row.id, "title": row.title},
        course={
            "title": _course(states, found.course_id).title,
            "href": f"/my/learning/{row.id}/courses/{found.course_id}",
        },
        lesson=_lesson(session, found),
        line=learning.lesson_line(state),
        counted=learning.clock_line(state),
        clock=_clock(session, actor, row, found),
        done=state.done,
        following=learning.following(states, found.course_id, found.id),
    )


def _clock(session: Session, actor: Actor, row: Enrolment, found: Lesson) -> dict[str, Any]:
    """Whether this page's clock runs, and where it reports to."""
    opened = queries.open_session(session, actor.person_id)
    running = (
        row.state == State.LEARNING
        and opened is not None
        and opened.lesson_id == found.id
        and opened.enrolment_id == row.id
    )
    return {
        "running": running,
        "may_run": row.state == State.LEARNING,
        "elsewhere": opened is not None and not running,
        "base": f"/my/learning/sessions/{opened.id}" if opened and running else "",
        "open": f"/my/learning/{row.id}/lessons/{found.id}/open",
        "every": BEAT,
    }


def _lesson(session: Session, found: Lesson) -> dict[str, Any]:
    stored = session.get_one(files.StoredFile, found.file_id) if found.file_id else None
    return {
        "title": found.title,
        "kind": found.kind,
        "blocks": learning.blocks(found.body),
        "href": f"/my/learning/files/{stored.id}" if stored else "",
        "filename": stored.filename if stored else "",
        "media_type": stored.media_type if stored else "",
    }


def _quiz(state: CourseState, row: Enrolment) -> dict[str, Any] | None:
    if not state.quiz_questions:
        return None
    left = in_words(state.required - state.credited)
    return {
        "text": f"共 {state.quiz_questions} 题，{state.quiz_pass} 分合格，每天最多 5 次。",
        "passed": state.quiz_passed,
        "best": state.quiz_best,
        "open": state.studied and not state.quiz_passed and row.state == State.LEARNING,
        "why": "" if state.studied else f"学满这门课的时间后可以测验，还差 {left}。",
    }


def _course(states: list[CourseState], course_id: UUID) -> CourseState:
    found = next((state for state in states if state.id == course_id), None)
    if found is None:
        raise NoSuchCourse
    return found


def _is_enrolled(session: Session, actor: Actor, lesson: Lesson) -> bool:
    mine = queries.mine(session, actor.person_id)
    states = queries.progress_of(session, [row.id for row in mine])
    return any(state.id == lesson.course_id for courses in states.values() for state in courses)
