"""Recording the verdict on one material."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands, worklist
from engine.workflow.commands.items import holds
from engine.workflow.errors import AlreadyDone
from forms import kit
from processes.apply import queries as applications
from processes.apply.models import Material
from processes.review import queries, service
from processes.review.errors import NoSuchPhrase, TooManyPhrases
from processes.review.phrases import phrases
from processes.review.reasons import reasons
from web.office.review.case import case_for, workspace_page
from web.office.review.desk import desk, form_of, item_for_material
from web.office.review.view import Desk
from web.ui.guards import DbSession, Reviewer
from web.ui.page import redirect, wants_fragment
from web.ui.typed import Typed, TypedForm

router = APIRouter(prefix="/review")
JUDGING = ("review/material", "review/conclusion")


@router.post("/{no}/material/{material_id}")
def judge(
    request: Request, session: DbSession, actor: Reviewer, no: str, material_id: UUID, typed: TypedForm
) -> Response:
    """Record it and go to the next material. Refused, the page keeps everything that was typed."""
    found = case_for(session, actor, no)
    material = applications.material(session, material_id)
    view = desk(session, actor, found)
    place = next((str(line.number) for line in view.lines if line.title == material.title), "")
    if typed.first("phrase") and view.entry is not None:
        return workspace_page(request, session, actor, no, place, typed=with_phrase(session, actor, typed))
    try:
        with session.begin_nested():
            _judge(session, actor, view, material_id, typed)
    except AppError as refusal:
        errors = refusal.errors if isinstance(refusal, InvalidForm) else []
        sentence = None if isinstance(refusal, InvalidForm) else refusal.sentence
        return workspace_page(
            request, session, actor, no, place,
            typed=typed.text, errors=errors, sentence=sentence, status=refusal.status,
        )  # fmt: skip
    told = _keep(session, actor, material, typed)
    session.expire_all()
    after = desk(session, actor, found).after()
    if wants_fragment(request):
        return workspace_page(request, session, actor, no, after.partition("m=")[2], told=told)
    return redirect(request, after, toast=told or None)


def _keep(session: Session, actor: Actor, material: Material, typed: Typed) -> str:
    """Keep the words of a return as a phrase, when that was wished; what became of it. The verdict stands anyway."""
    if not typed.first("keep") or typed.first("verdict") != "return":
        return ""
    try:
        service.keep_phrase(session, actor, text=typed.first("text"), kind=material.kind, reason=typed.first("reason"))
    except TooManyPhrases as refusal:
        return refusal.sentence
    return "已存为常用语。"


def _judge(session: Session, actor: Actor, view: Desk, material_id: UUID, typed: Typed) -> None:
    """Complete the material's task, or change a verdict given before the conclusion."""
    entry = view.entry
    if entry is None:
        raise view.refusal or AlreadyDone()
    material = applications.material(session, material_id)
    item = item_for_material(view, material_id)
    template = item or next((each for each in view.items if each.form_key in JUDGING), None)
    if material.application_id != view.case.application.id:
        raise AlreadyDone
    if item is None and _said_already(session, actor, view, material_id, typed):
        return  # the same form once more, its first answer was lost on the way
    if template is None:
        raise AlreadyDone
    fence = fence_of(session, actor, entry.id, typed)
    form = form_of(session, template, "review/material")
    checked = kit.check(form, typed.text, options={"review.reasons": reasons(material.kind)})
    if not checked.ok:
        raise InvalidForm(checked.errors, checked.typed)
    if item is not None:
        commands.complete(session, actor, item.id, checked.values, fence=fence)
        return
    commands.hold(session, entry.instance_id)  # the conclusion of another window counts the verdicts under this lock
    holds(actor, worklist.entry_for(session, actor, entry.id), fence)
    service.judge_again(
        session,
        actor,
        material,
        stage=view.stage,
        round_no=view.round,
        values=checked.values,
    )


def _said_already(session: Session, actor: Actor, view: Desk, material_id: UUID, typed: Typed) -> bool:
    """Whether this person's verdict on these very bytes stands, word for word as it is sent now."""
    standing = queries.standing(session, view.case.application.id, view.stage).get(material_id)
    if standing is None or (standing.person_id, standing.sha256) != (actor.person_id, typed.first("sha256")):
        return False
    returned = typed.first("verdict") == "return"
    sent = (typed.first("reason"), typed.first("text").strip()) if returned else ("", "")
    return (standing.verdict, standing.reason_code, standing.text) == (typed.first("verdict"), *sent)


def with_phrase(session: Session, actor: Actor, typed: Typed) -> dict[str, str | list[str]]:
    """What was typed with the chosen phrase in it: behind the text that is there, and its reason."""
    chosen = next((row for row in phrases(session, actor) if str(row.id) == typed.first("phrase")), None)
    if chosen is None:
        raise NoSuchPhrase
    text = typed.first("text").strip()
    text = text if chosen.text in text else f"{text}{chosen.text}"
    return typed.text | {"verdict": "return", "reason": chosen.reason_code or typed.first("reason"), "text": text}


def fence_of(session: Session, actor: Actor, entry_id: UUID, typed: Typed) -> int:
    """The lease under which a form was filled in. `again` takes a lost lease anew, if nobody else has it.

    Raises HeldByAnother, NotYours; LeaseLost follows when the fence is an older one.
    """
    if typed.first("again"):
        return worklist.take(session, actor, entry_id).fence
    fence = typed.first("fence")
    return int(fence) if fence.isdecimal() and len(fence) < 19 else 0
