"""Putting the workspace of one applicant together."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.workflow import definitions
from engine.workflow.models import Instance, WorkItem, WorklistEntry
from forms import kit
from processes.apply.declared import declared
from processes.review import inbox, queries, workspace
from processes.review.models import Conclusion
from processes.review.reasons import reasons
from processes.review.rules import CONCLUSIONS, STAGES
from web.office.review import declared as beside
from web.office.review.times import due
from web.office.review.view import Current, Desk, Line
from web.ui.views import Lease, Row, Tag

IDENTITY = {
    "match": Tag("身份核验一致", "ok"),
    "mismatch": Tag("身份核验不一致", "bad"),
    "unknown": Tag("身份待人工核对", "warn"),
}
Text = Mapping[str, str | list[str]]


def desk(
    session: Session,
    actor: Actor,
    case: workspace.Case,
    m: str = "",
    *,
    typed: Text | None = None,
    errors: Sequence[FieldError] = (),
    unmasked: bool = False,
) -> Desk:
    """Put the workspace together: at most seven statements. `typed` is what a refused form had in it."""
    application = case.application
    entry = inbox.entry_of(session, actor, application)
    view = Desk(case, entry=entry, errors=list(errors), typed=_flat(typed))
    view.identity = IDENTITY.get(application.identity_result or "")
    if entry is None:
        return view
    view.stage = "first" if entry.group_name.startswith("institution:") else "authority"
    view.items, view.due = inbox.items_of(session, entry), due(entry.due_at)
    view.lease = _lease(entry, actor, application.no)
    blind = any(item.form_key == "review/blind" for item in view.items)
    originals = workspace.originals(session, application.id, view.stage)
    waiting = {item.item_key for item in view.items if item.form_key == "review/material"}
    view.answered = queries.answered_fields(session, application.id)
    number = _number(m, originals, waiting, decides=view.decision is not None)
    view.lines = [
        _line(application.no, place, each, waiting, current=place == number, hidden=blind)
        for place, each in enumerate(originals, 1)
    ]
    if number is not None:
        view.current = _current(number, originals[number - 1], view, waiting, blind, declared(application), unmasked)
    if view.kind not in ("material", "closed"):
        _decide(session, view, blind)
    return view


def _number(m: str, originals: Sequence[workspace.Original], waiting: set[str | None], *, decides: bool) -> int | None:
    """Which material to show: the one asked for, else the first that waits; none for the conclusion."""
    if m.isdecimal() and len(m) < 4 and 1 <= int(m) <= len(originals):
        return int(m)
    first = next((at for at, each in enumerate(originals, 1) if str(each.material.id) in waiting), None)
    return first or (1 if decides and originals else None)


def _line(
    no: str, number: int, each: workspace.Original, waiting: set[str | None], *, current: bool, hidden: bool
) -> Line:
    open_now = str(each.material.id) in waiting
    state = "" if open_now or each.verdict is None or hidden else each.verdict.verdict
    said = {"pass": "通过", "return": "退回", "": "" if hidden else "待判"}[state]
    return Line(number, each.material.title, f"/review/{no}?m={number}", state, said, not open_now, current)


def _current(
    number: int,
    each: workspace.Original,
    view: Desk,
    waiting: set[str | None],
    blind: bool,
    answers: Mapping[str, dict[str, object]],
    unmasked: bool,
) -> Current:
    said = None if blind else each.verdict
    typed = view.typed
    kind = each.material.kind
    return Current(
        number=number,
        original=each,
        rows=beside.beside(kind, dict(answers), unmasked=unmasked),
        look_for=beside.LOOK_FOR[kind],
        options=reasons(kind),
        verdict=typed.get("verdict", said.verdict if said else ""),
        reason=typed.get("reason", said.reason_code if said else ""),
        text=typed.get("text", said.text if said else ""),
        supervisor_reason=typed.get("supervisor_reason", ""),
        carried=str(each.material.id) not in waiting,
    )


def _decide(session: Session, view: Desk, blind: bool) -> None:
    """The form of the conclusion, or of a supervisor's or blind reviewer's decision."""
    entry, application_id = view.entry, view.case.application.id
    if entry is None:
        return
    item = view.decision or next((item for item in view.items if item.form_key == "review/conclusion"), None)
    if not blind:
        view.faults = queries.faults(session, application_id, view.stage)
        view.said = [
            Row(
                f"{STAGES[row.stage]}结论",
                f"{CONCLUSIONS[row.conclusion]}（{row.person_name}{_taken_back(row)}）{row.text}",
            )
            for row in queries.conclusions(session, application_id)
        ]
    if item is None:
        return
    form = form_of(session, item)
    values = dict(view.typed)
    if item.form_key == "review/conclusion" and "conclusion" not in values:
        values["conclusion"] = "return" if view.faults else "pass"
    view.form = kit.view(form, values, view.errors)


def _taken_back(row: Conclusion) -> str:
    return "，已收回" if row.taken_back_at else ""


def form_of(session: Session, item: WorkItem, key: str | None = None) -> kit.Form:
    """The form of a task, or another one, from the definitions its case runs on."""
    return kit.load(
        definitions.form(session, session.get_one(Instance, item.instance_id).deployment_hash, key or item.form_key)
    )


def _lease(entry: WorklistEntry, actor: Actor, no: str) -> Lease | None:
    if entry.holder_id != actor.person_id or entry.lease_expires_at is None:
        return None
    seconds = int((entry.lease_expires_at - clock.now()).total_seconds())
    if seconds <= 0:
        return None
    renew = f"/review/{no}/heartbeat?fence={entry.fence}"
    return Lease(entry.lease_expires_at, seconds, renew, f"/review/{no}/release")


def _flat(typed: Text | None) -> dict[str, str]:
    return {name: text if isinstance(text, str) else text[0] for name, text in (typed or {}).items()}


def item_for_material(view: Desk, material_id: UUID) -> WorkItem | None:
    """The open task of a material."""
    return next((item for item in view.items if item.item_key == str(material_id)), None)
