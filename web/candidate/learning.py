"""What the learner's pages show: trainings, courses, lessons and what is missing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.text import date_cn, deadline_cn
from processes.train import queries
from processes.train.models import Category, Enrolment, State
from processes.train.rules import CourseState, LessonState, in_words, missing, overall
from web.ui.views import Tag

KINDS = {"text": ("课文", "file-text"), "pdf": ("文档", "file-earmark-pdf"), "video": ("视频", "play-btn")}
STATES = {
    State.LEARNING: Tag("学习中", "info"),
    State.COMPLETED: Tag("待确认结果", "info", "clock"),
    State.CONFIRMED: Tag("结果上报中", "info", "clock"),
    State.DONE: Tag("合格", "ok", "check2"),
    State.EXEMPT: Tag("免训", "ok", "check2"),
    State.FAILED: Tag("未完成", "bad"),
    State.CLOSED: Tag("已终止"),
}


@dataclass(frozen=True, slots=True)
class Page:
    """A lesson in a course's list."""

    id: UUID
    title: str
    kind: str
    icon: str
    note: str
    tag: Tag
    done: bool


def training(session: Session, row: Enrolment, states: Sequence[CourseState]) -> dict[str, Any]:
    """The head of a training: how far, until when, what is missing."""
    learning = row.state == State.LEARNING
    return {
        "id": row.id,
        "title": row.title,
        "tag": STATES[State(row.state)],
        "percent": overall(states) if row.state != State.EXEMPT else 100,
        "note": _note(row),
        "deadline": f"请在 {deadline_cn(row.due_at)} 前学完" if learning and row.due_at else "",
        "missing": missing(states) if learning else [],
        "learning": learning,
        "may_ask_exemption": learning and row.application_id is not None,
        "mini_program": row.account_link if learning else None,
        "proof": queries.proof(session, row.id),
    }


def course_line(state: CourseState, row: Enrolment) -> dict[str, Any]:
    return {
        "title": state.title,
        "category": Category(state.category).title,
        "href": f"/my/learning/{row.id}/courses/{state.id}",
        "percent": state.percent,
        "note": f"已学 {in_words(state.credited)}，要求 {in_words(state.required)}"
        + (f"；测验{_quiz_note(state)}" if state.quiz_questions else ""),
        "tag": Tag("已完成", "ok", "check2") if state.done else Tag("学习中" if state.credited else "未开始", "info"),
    }


def lesson_line(state: LessonState) -> Page:
    kind, icon = KINDS[state.kind]
    tag = Tag("未开始")
    if state.done:
        tag = Tag("已学满", "ok", "check2")
    elif state.credited:
        tag = Tag(f"已计 {in_words(state.credited)}", "info")
    return Page(state.id, state.title, kind, icon, f"{kind}，{in_words(state.seconds)}", tag, state.done)


def clock_line(state: LessonState) -> str:
    """`已计时 12 分 30 秒（服务器），本课 20 分`"""
    return f"已计时 {in_words(state.credited)}（服务器），本课 {in_words(state.seconds)}"


def following(states: Sequence[CourseState], course_id: UUID, lesson_id: UUID) -> UUID | None:
    """The next lesson of the course that is not yet studied, after this one, else from the start."""
    course = next(state for state in states if state.id == course_id)
    at = next((place for place, each in enumerate(course.lessons) if each.id == lesson_id), -1)
    ordered = [*course.lessons[at + 1 :], *course.lessons[: max(at, 0)]]
    return next((each.id for each in ordered if not each.done), None)


@dataclass(frozen=True, slots=True)
class Block:
    """A heading, a paragraph or a list of a text lesson."""

    kind: str
    lines: Sequence[str]


def blocks(body: str) -> list[Block]:
    """A lesson's text: blank lines part paragraphs, `## ` begins a heading, `- ` an item of a list."""
    found: list[Block] = []
    for part in body.replace("\r\n", "\n").split("\n\n"):
        lines = [line.strip() for line in part.split("\n") if line.strip()]
        if not lines:
            continue
        if lines[0].startswith("## "):
            found.append(Block("heading", [lines[0][3:]]))
            lines = lines[1:]
        items = [line[2:] for line in lines if line.startswith("- ")]
        plain = [line for line in lines if not line.startswith("- ")]
        if plain:
            found.append(Block("text", plain))
        if items:
            found.append(Block("list", items))
    return found


def _note(row: Enrolment) -> str:
    match row.state:
        case State.COMPLETED:
            return "课程已学完，等培训机构确认结果，现在不需要您办理。"
        case State.CONFIRMED:
            return "结果已确认，正在上报培训管理信息系统，现在不需要您办理。"
        case State.DONE:
            return f"{date_cn(row.ended_at or clock.now())}培训合格。"
        case State.EXEMPT:
            return "您以前的培训证明已认可，不需要再学。"
        case State.FAILED:
            return "培训没有在期限内完成或结果不合格，原因见消息。"
        case State.CLOSED:
            return "本次办理已终止，培训随之结束。"
    return ""


def _quiz_note(state: CourseState) -> str:
    if state.quiz_passed:
        return f"已通过（{state.quiz_best} 分）"
    best = f"，最好 {state.quiz_best} 分" if state.quiz_best is not None else ""
    return f"未通过（{state.quiz_pass} 分合格{best}）"
