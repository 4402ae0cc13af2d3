"""Any task with a form: what a designer adds to a diagram can be done here, without a page of its own."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands, definitions
from engine.workflow.models import Instance, WorkItem
from forms import kit
from processes.apply import queries as applications
from processes.catalogue import options as catalogue
from processes.mark.models import Objection
from processes.questions import queries as questions
from processes.train import queries as trainings
from web.office.review.times import due
from web.ui.guards import DbSession, Staff
from web.ui.page import page, redirect
from web.ui.typed import TypedForm
from web.ui.views import Tag

router = APIRouter(prefix="/tasks")


@dataclass(frozen=True, slots=True)
class Task:
    title: str
    lane: str
    href: str
    due: Tag


@router.get("")
def show_all(request: Request, session: DbSession, actor: Staff) -> Response:
    """The open tasks of the actor's roles, due first. Those with a page of their own lead there."""
    items = [item for item in commands.open_items(session, actor) if not item.group_name.startswith("candidate:")]
    tasks = [Task(item.title, item.lane, f"/tasks/{item.id}", due(item.due_at)) for item in items]
    return page(request, "office/tasks.html", tasks=tasks)


@router.get("/{item_id}")
def show(request: Request, session: DbSession, actor: Staff, item_id: UUID) -> Response:
    """Raises NotFound, NotYours, FourEyes, AlreadyDone."""
    item = commands.item_for(session, actor, item_id)
    own = _own_page(session, item)
    if own is not None:
        return redirect(request, own)
    form = _form(session, item)
    return page(request, "office/task.html", item=item, form=kit.view(form, {}, [], _options(session, form)))


@router.post("/{item_id}")
def complete(request: Request, session: DbSession, actor: Staff, item_id: UUID, typed: TypedForm) -> Response:
    """Complete it; refused, the page keeps what was typed. Raises NotFound, NotYours, FourEyes, AlreadyDone."""
    item = commands.item_for(session, actor, item_id)
    own = _own_page(session, item)
    if own is not None:
        return redirect(request, own)
    title, form = item.title, _form(session, item)
    options = _options(session, form)
    checked = kit.check(form, typed.text, options=options)
    errors = list(checked.errors)
    if not errors:
        try:
            _complete(session, actor, item_id, checked.values)
        except InvalidForm as refusal:
            errors = refusal.errors
    if errors:
        view = kit.view(form, checked.typed, errors, options)
        return page(request, "office/task.html", status=422, item=item, form=view, errors=errors)
    return redirect(request, "/tasks", toast=f"“{title}”已办理。")


def _complete(session: Session, actor: Actor, item_id: UUID, values: Mapping[str, object]) -> None:
    with session.begin_nested():
        commands.complete(session, actor, item_id, values)


def _own_page(session: Session, item: WorkItem) -> str | None:
    """Where a task with a desk of its own is done."""
    instance = session.get_one(Instance, item.instance_id)
    stage = item.form_key.partition("/")[0]
    if stage == "plan":
        return f"/plans/{instance.business_key}"
    if stage == "certify":
        return f"/certificates/batches/{instance.business_key}"
    if stage == "mark":
        return f"/mark/objections/{session.get_one(Objection, UUID(instance.business_key)).no}"
    if stage == "arrange":
        return f"/arrange/plans/{instance.business_key}"
    if stage == "refund":
        return f"/cashier/refunds/{instance.business_key}"
    if stage == "invoice":
        return f"/cashier/invoices/{instance.business_key}"
    if stage == "paper":
        return f"/papers/{instance.business_key}"
    if stage == "review":
        return f"/review/{applications.application(session, UUID(instance.business_key)).no}"
    if stage == "train":
        enrolment = trainings.of_application(session, UUID(instance.business_key))
        return f"/training/learners/{enrolment.id}" if enrolment else None
    if item.form_key == "question/review":
        return f"/questions/review/{questions.question_by_id(session, UUID(instance.business_key)).no}"
    if item.form_key == "question/write":
        return f"/my/questions/{questions.question_by_id(session, UUID(instance.business_key)).no}"
    return None


def _form(session: Session, item: WorkItem) -> kit.Form:
    instance = session.get_one(Instance, item.instance_id)
    return kit.load(definitions.form(session, instance.deployment_hash, item.form_key))


def _options(session: Session, form: kit.Form) -> Mapping[str, list[kit.Option]]:
    """The lists of the catalogue that the form names."""
    return catalogue.options_for(session, {field.options_key for field in form.fields if field.options_key})
