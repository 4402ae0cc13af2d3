"""Saying something to colleagues about an application."""

from sqlalchemy.orm import Session

from engine.platform import audit, notices
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from processes.apply.models import Application
from processes.review.comments import colleagues, comment_count, names_called
from processes.review.errors import OwnApplication, TooManyComments
from processes.review.models import ReviewComment

MOST_TEXT, MOST_COMMENTS, MOST_CALLED = 500, 200, 10


def comment(session: Session, actor: Actor, application: Application, text: str) -> ReviewComment:
    """Write it down and tell everybody who is called with @. Raises InvalidForm, TooManyComments, OwnApplication."""
    if application.person_id == actor.person_id:
        raise OwnApplication
    text = text.replace("\r\n", "\n").strip()
    known = colleagues(session, actor, application)
    called, unknown = names_called(text, known)
    if problem := _problem(text, called, unknown):
        raise InvalidForm([FieldError("comment", problem)], {"comment": text})
    if comment_count(session, application.id) >= MOST_COMMENTS:
        raise TooManyComments(most=MOST_COMMENTS)
    mentioned = [person_id for name in called for person_id in known[name]]
    row = ReviewComment(
        application_id=application.id,
        person_id=actor.person_id,
        person_name=actor.name,
        text=text,
        mentioned=mentioned,
    )
    session.add(row)
    session.flush()
    for person_id in mentioned:
        notices.send(
            session,
            person_id,
            "review.mentioned",
            title=f"{actor.name}在内部留言中提到您",
            body=f"申请编号 {application.no}。{text}",
            link=f"/review/{application.no}#comments",
        )
    audit.record(
        session,
        actor,
        "review.commented",
        subject=("application", application.id),
        instance_id=application.instance_id,
        after={"text": text} | ({"called": called} if called else {}),
    )
    return row


def _problem(text: str, called: list[str], unknown: list[str]) -> str | None:
    if not text:
        return "请输入留言"
    if len(text) > MOST_TEXT:
        return f"留言应不超过 {MOST_TEXT} 字，您输入了 {len(text)} 字"
    if unknown:
        return f"没有可以提到的同事“{unknown[0]}”。@ 后面请写本岗位同事、审批员或督导员的姓名"
    if len(called) > MOST_CALLED:
        return f"一次最多提到 {MOST_CALLED} 位同事，您提到了 {len(called)} 位"
    return None
