"""Reviewing: the question that waits longest, its checks beside it, a decision, and the next one is there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Form, Query
from sqlalchemy import Uuid, all_, cast, select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.errors import AppError, FieldError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands, definitions, worklist
from engine.workflow.errors import AlreadyDone, LeaseLost
from engine.workflow.models import Instance, WorkItem, WorklistEntry
from forms import kit
from processes.questions import coverage, pictures, queries
from processes.questions.models import Kind, Question, QuestionVersion, Stage
from processes.questions.service.review import STAGES, VERDICTS, stage_of
from web.office.questions.access import question_for
from web.office.review.times import due
from web.ui.guards import DbSession, QuestionDesk, QuestionReviewer
from web.ui.page import page, redirect
from web.ui.questions import QuestionView, question_view
from web.ui.typed import Typed, TypedForm
from web.ui.views import Key, Lease, Row, Tag

router = APIRouter(prefix="/questions/review")
FORM, MOST_LISTED = "question/review", 50
KEYS = (
    Key(("Y",), "通过", "input[name='decision'][value='pass']"),
    Key(("N",), "退回修改", "input[name='decision'][value='revise']"),
    Key(("X",), "不采用", "input[name='decision'][value='reject']"),
    Key(("Ctrl", "Enter"), "提交", "[data-submit]"),
)
LIST_KEYS = (Key(("Enter",), "领取下一题", "#take"),)


@dataclass(frozen=True, slots=True)
class Waiting:
    entry: UUID
    no: str
    stem: str
    kind: str
    stage: str
    due: Tag
    held: bool


@dataclass(frozen=True, slots=True)
class Similar:
    no: str
    percent: int
    view: QuestionView


@router.get("")
def show(request: Request, session: DbSession, actor: QuestionDesk) -> Response:
    """What waits; an author at the desk is told whom to ask for the role."""
    mine = review_groups(actor)
    return page(
        request,
        "office/questions/inbox.html",
        status=200 if mine else 403,
        may_review=bool(mine),
        waiting=_waiting(session, actor) if mine else [],
        keys=LIST_KEYS,
        most=MOST_LISTED,
    )


@router.post("/next")
def take_next(
    request: Request, session: DbSession, actor: QuestionReviewer, entry: Annotated[UUID | None, Form()] = None
) -> Response:
    """Take the chosen question, or the one that is due first. Raises HeldByAnother, NotYours, FourEyes."""
    taken = worklist.take(session, actor, entry) if entry else _next(session, actor)
    if taken is None:
        return redirect(request, "/questions/review", toast="现在没有等待审核的试题。")
    return redirect(request, f"/questions/review/{_no(session, taken)}")


@router.get("/{no}")
def one(request: Request, session: DbSession, actor: QuestionReviewer, no: str, done: str = "") -> Response:
    """`done`: the number of the question that was just decided."""
    return _desk(request, session, actor, no, done=done)


@router.post("/{no}")
def decide(request: Request, session: DbSession, actor: QuestionReviewer, no: str, typed: TypedForm) -> Response:
    """Record the decision, then show the next question. Refused, the page keeps what was typed."""
    question = question_for(session, actor, no)
    try:
        with session.begin_nested():
            _complete(session, actor, question, typed)
    except AppError as refusal:
        errors = refusal.errors if isinstance(refusal, InvalidForm) else []
        sentence = "" if isinstance(refusal, InvalidForm) else refusal.sentence
        return _desk(
            request, session, actor, no,
            typed=typed.text, errors=errors, sentence=sentence, status=refusal.status,
        )  # fmt: skip
    following = _next(session, actor) if typed.first("auto") != "off" else None
    if following is None:
        return redirect(request, "/questions/review", toast=f"试题 {no} 的结论已提交。")
    return redirect(request, f"/questions/review/{_no(session, following)}?done={no}")


@router.post("/{no}/heartbeat")
def heartbeat(
    request: Request,
    session: DbSession,
    actor: QuestionReviewer,
    no: str,
    fence: Annotated[int, Query(ge=0, lt=2**63)],
) -> Response:
    """Lengthen the lease. Raises LeaseLost."""
    entry = _entry(session, actor, question_for(session, actor, no))
    if entry is None:
        raise LeaseLost
    worklist.heartbeat(session, actor, entry.id, fence)
    session.expire_all()
    return _desk(request, session, actor, no, block="lease")


@router.post("/{no}/release")
def release(request: Request, session: DbSession, actor: QuestionReviewer, no: str) -> Response:
    """Give it back, for anybody to take."""
    entry = _entry(session, actor, question_for(session, actor, no))
    if entry is not None:
        worklist.put_back(session, actor, entry.id)
    return redirect(request, "/questions/review", toast="已放回，其他审题员可以领取。")


@router.post("/{no}/skip")
def skip(request: Request, session: DbSession, actor: QuestionReviewer, no: str, typed: TypedForm) -> Response:
    """Pass it over with a reason and take the next one. Raises ReasonNeeded, HeldByAnother."""
    entry = _entry(session, actor, question_for(session, actor, no))
    if entry is not None:
        worklist.skip(session, actor, entry.id, typed.first("reason")[:200])
    following = _next(session, actor)
    where = f"/questions/review/{_no(session, following)}" if following is not None else "/questions/review"
    return redirect(request, where, toast=f"已跳过 {no}，4 小时内不再分给您。")


def _complete(session: Session, actor: Actor, question: Question, typed: Typed) -> None:
    item = queries.open_item(session, actor, question, FORM)
    if item is None:
        raise AlreadyDone
    if typed.first("again"):
        fence = worklist.take(session, actor, item.entry_id).fence
    else:
        text = typed.first("fence")
        fence = int(text) if text.isdecimal() and len(text) < 19 else 0
    checked = kit.check(_form(session, item), typed.text)
    if not checked.ok:
        raise InvalidForm(checked.errors, checked.typed)
    commands.complete(session, actor, item.id, checked.values, fence=fence)


def _next(session: Session, actor: Actor) -> WorklistEntry | None:
    return worklist.next_applicant(session, actor, groups=review_groups(actor), process="question")


def review_groups(actor: Actor) -> list[str]:
    """The actor's groups that review questions."""
    mine = [group for group in actor.groups if group.startswith("questions:")]
    return sorted(group for group in mine if group.endswith(("first_review", "final_review")))


def _no(session: Session, entry: WorklistEntry) -> str:
    return queries.question_by_id(session, UUID(entry.business_key)).no


def _entry(session: Session, actor: Actor, question: Question) -> WorklistEntry | None:
    """The open work on a question that the actor may do."""
    rows = select(WorklistEntry).where(
        WorklistEntry.open,
        WorklistEntry.business_key == str(question.id),
        WorklistEntry.group_name.in_(review_groups(actor)),
        all_(WorklistEntry.excluded) != actor.person_id,
    )
    return session.scalars(rows.limit(1)).first()


def _waiting(session: Session, actor: Actor) -> list[Waiting]:
    rows = (
        select(WorklistEntry, Question.no, QuestionVersion.stem, QuestionVersion.kind)
        .join(Question, Question.id == cast(WorklistEntry.business_key, Uuid))
        .join(QuestionVersion, QuestionVersion.id == Question.version_id)
        .where(
            WorklistEntry.open,
            WorklistEntry.process == "question",
            WorklistEntry.group_name.in_(review_groups(actor)),
            all_(WorklistEntry.excluded) != actor.person_id,
        )
        .order_by(WorklistEntry.due_at, WorklistEntry.id)
        .limit(MOST_LISTED)
    )
    return [
        Waiting(
            entry.id,
            no,
            stem,
            Kind(kind).title,
            STAGES[stage_of(entry.group_name)],
            due(entry.due_at),
            worklist.is_held(entry) and entry.holder_id != actor.person_id,
        )
        for entry, no, stem, kind in session.execute(rows)
    ]


def _desk(
    request: Request,
    session: Session,
    actor: Actor,
    no: str,
    *,
    done: str = "",
    typed: Mapping[str, Any] | None = None,
    errors: Sequence[FieldError] = (),
    sentence: str = "",
    status: int = 200,
    block: str = "desk",
) -> Response:
    question = question_for(session, actor, no)
    entry, item = _entry(session, actor, question), queries.open_item(session, actor, question, FORM)
    version = queries.newest(session, question)
    table = queries.active_table(session, question.occupation, question.grade)
    places = coverage.places(session, table.id) if table is not None else []
    place = next((each for each in places if each.id == question.point_id), None)
    point = f"{place.title} · {place.ranges}" if place else "不在现行细目表中"
    lease = _lease(entry, actor, no) if entry is not None else None
    values = dict(typed) if typed is not None else {"decision": "pass"}
    return page(
        request,
        "office/questions/review.html",
        block,
        status=status,
        question=question,
        view=question_view(version, point, pictures.encoded(session, version)),
        number=version.number,
        entry=entry,
        stage=STAGES[stage_of(entry.group_name)] if entry is not None else "",
        due=due(entry.due_at) if entry is not None else None,
        lease=lease,
        fence=entry.fence if entry is not None and lease is not None else None,
        typed_fence=str(values.get("fence", "")),
        form=kit.view(_form(session, item), values, list(errors)) if item is not None else None,
        may_submit=lease is not None or typed is not None,
        similar=_similar(session, question, version),
        said=[
            Row(STAGES[Stage(row.stage)], f"{VERDICTS[row.verdict]}（{row.person_name}）{row.text}")
            for row in queries.remarks(session, question)
        ],
        errors=list(errors),
        sentence=sentence,
        done=done,
        keys=KEYS,
    )


def _similar(session: Session, question: Question, version: QuestionVersion) -> list[Similar]:
    """What the checks of this version found, side by side with it."""
    found = []
    for remark in queries.remarks(session, question):
        if remark.stage != Stage.CHECK or remark.version_id != version.id:
            continue
        for each in remark.similar:
            other = queries.question(session, str(each["no"]))
            theirs = queries.newest(session, other)
            view = question_view(theirs, "", pictures.encoded(session, theirs))
            found.append(Similar(other.no, int(each["percent"]), view))
    return found


def _form(session: Session, item: WorkItem) -> kit.Form:
    instance = session.get_one(Instance, item.instance_id)
    return kit.load(definitions.form(session, instance.deployment_hash, item.form_key))


def _lease(entry: WorklistEntry, actor: Actor, no: str) -> Lease | None:
    if entry.holder_id != actor.person_id or entry.lease_expires_at is None or not worklist.is_held(entry):
        return None
    left = int((entry.lease_expires_at - clock.now()).total_seconds())
    at = f"/questions/review/{no}"
    return Lease(entry.lease_expires_at, left, f"{at}/heartbeat?fence={entry.fence}", f"{at}/release")
