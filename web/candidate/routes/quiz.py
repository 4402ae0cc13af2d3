"""The quiz of a course: questions on one page, marked by the server at hand-in."""

from uuid import UUID

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import NotFound
from processes.questions import pictures
from processes.questions.models import Kind
from processes.train import queries, service
from processes.train.models import QuizAttempt
from processes.train.service.quiz import questions_of
from web.ui import page, redirect
from web.ui.guards import Candidate, DbSession
from web.ui.typed import TypedForm

router = APIRouter(prefix="/learning")
LETTERS = "ABCDEFGHIJ"


@router.post("/{enrolment_id}/courses/{course_id}/quiz")
def begin(request: Request, session: DbSession, actor: Candidate, enrolment_id: UUID, course_id: UUID) -> Response:
    attempt = service.begin_quiz(session, actor, enrolment_id, course_id)
    return redirect(request, f"/my/learning/quizzes/{attempt.id}")


@router.get("/quizzes/{attempt_id}")
def show(request: Request, session: DbSession, actor: Candidate, attempt_id: UUID) -> Response:
    """The questions of an open try; the score of one that was handed in."""
    attempt = session.get(QuizAttempt, attempt_id)
    if attempt is None:
        raise NotFound
    row = queries.own(session, actor, attempt.enrolment_id)
    course = queries.course(session, attempt.course_id)
    where = f"/my/learning/{row.id}/courses/{course.id}"
    if attempt.finished_at is not None:
        return page(
            request,
            "candidate/learning/quiz_done.html",
            course={"title": course.title, "href": where, "pass": course.quiz_pass},
            training={"id": row.id, "title": row.title},
            attempt={"score": attempt.score, "passed": attempt.passed, "number": attempt.number},
        )
    questions = []
    for at, version in enumerate(questions_of(session, attempt), 1):
        options, drawn = version.options or [], pictures.encoded(session, version)
        if version.kind == Kind.JUDGE:
            choices = [{"value": "T", "label": "正确", "picture": ""}, {"value": "F", "label": "错误", "picture": ""}]
        else:
            choices = [
                {"value": letter, "label": f"{letter}. {text}", "picture": drawn.get(letter, "")}
                for letter, text in zip(LETTERS, options, strict=False)
            ]
        questions.append(
            {
                "name": f"q{at}",
                "number": at,
                "kind": Kind(version.kind).title,
                "stem": version.stem,
                "picture": drawn.get("stem", ""),
                "several": version.kind == Kind.MULTIPLE,
                "choices": choices,
            }
        )
    return page(
        request,
        "candidate/learning/quiz.html",
        course={"title": course.title, "href": where, "pass": course.quiz_pass},
        action=f"/my/learning/quizzes/{attempt.id}",
        questions=questions,
    )


@router.post("/quizzes/{attempt_id}")
def hand_in(request: Request, session: DbSession, actor: Candidate, attempt_id: UUID, typed: TypedForm) -> Response:
    """Mark it; what was not answered is wrong."""
    answers = {}
    for name, value in typed.text.items():
        if name.startswith("q") and name[1:].isdigit():
            answers[name[1:]] = value if isinstance(value, str) else "".join(value)
    service.hand_in_quiz(session, actor, attempt_id, answers)
    return redirect(request, f"/my/learning/quizzes/{attempt_id}")
