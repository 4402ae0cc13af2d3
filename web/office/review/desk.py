"""Putting the workspace of one applicant together."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock
from engine.platform.errors import FieldError
from engine.platform.files import StoredFile
from engine.platform.people import Actor
from engine.workflow import definitions, worklist
from engine.workflow.models import Instance, WorkItem, WorklistEntry
from forms import kit
from processes.apply.declared import declared
from processes.review import queries, workspace
from processes.review.at_hand import at_hand
from processes.review.comments import comments_of
from processes.review.errors import OwnApplication
from processes.review.models import Conclusion, FieldFault, MaterialVerdict
from processes.review.phrases import phrases
from processes.review.reasons import reason, reasons
from processes.review.rules import CONCLUSIONS, STAGES, STEPS, stage_of
from web.office.review import declared as beside
from web.office.review.times import due, short
from web.office.review.view import Current, Desk, Line, Paper, Phrase, Said
from web.ui.views import Lease, Row, Tag

MOST_PHRASES = 30
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
    """Put the workspace together: at most seven statements. `typed` is what a refused form had in it.

    Without anything at hand the desk is closed, and `refusal` says why. A blind reviewer sees no word of anybody.
    """
    application = case.application
    waits = at_hand(session, actor, application)
    entry = waits.entry
    view = Desk(case, entry=entry, errors=list(errors), typed=_flat(typed), refusal=waits.refusal)
    view.identity = IDENTITY.get(application.identity_result or "")
    blind = any(item.form_key == "review/blind" for item in waits.items)
    if not blind and not isinstance(waits.refusal, OwnApplication):
        view.comments = comments_of(session, application.id)
    if entry is None:
        return view
    view.stage = stage_of(entry.group_name)
    view.items, view.due = waits.items, due(entry.due_at)
    view.lease = _lease(entry, actor, application.no)
    view.holder = _holder(entry, waits.holder) if view.lease is None else ""
    originals = workspace.originals(session, application.id, view.stage)
    waiting = {item.item_key for item in view.items if item.form_key == "review/material"}
    open_fields, view.answered = queries.fields(session, application.id)
    number = _number(m, originals, waiting, decides=view.decision is not None)
    view.lines = [
        _line(application.no, place, each, waiting, current=place == number, hidden=blind)
        for place, each in enumerate(originals, 1)
    ]
    view.faces = [
        Row(each.material.title, f"/files/{each.file.id}/small", href=f"/review/{application.no}?m={place}")
        for place, each in enumerate(originals, 1)
        if each.material.kind in ("portrait", "id_front") and (each.file.is_image or each.file.is_pdf)
    ]
    if not blind:
        view.faults = _faults(originals, waiting, open_fields)
    if number is not None:
        answers = declared(application)
        view.current = _current(session, actor, number, originals[number - 1], view, waiting, blind, answers, unmasked)
    if view.kind not in ("material", "closed"):
        _decide(session, view, blind)
    return view


def _faults(
    originals: Sequence[workspace.Original], waiting: Collection[str | None], open_fields: Sequence[FieldFault]
) -> list[queries.Fault]:
    """What the notice would list now: the same as `queries.faults`, from what is already read."""
    found = [
        queries.Fault(row.title, reason(row.kind, said.reason_code), said.text, row.id, row.kind)
        for row, said in ((each.material, each.verdict) for each in originals)
        if said is not None and said.verdict == "return" and str(row.id) not in waiting
    ]
    return [*found, *(queries.Fault(STEPS[row.step], "", row.text, step=row.step) for row in open_fields)]


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
    session: Session,
    actor: Actor,
    number: int,
    each: workspace.Original,
    view: Desk,
    waiting: Collection[str | None],
    blind: bool,
    answers: Mapping[str, dict[str, object]],
    unmasked: bool,
) -> Current:
    said = None if blind else each.verdict
    typed, kind = view.typed, each.material.kind
    versions = [] if blind else workspace.versions(session, view.case.application.id, kind)
    now = next((one for one in versions if one.material.id == each.material.id), None)
    before = next((one for one in versions if one.material.id == each.material.replaces), None)
    consent = now.consent(view.stage, view.round) if now is not None else None
    carried = str(each.material.id) not in waiting
    judges = view.decision is None
    return Current(
        number=number,
        original=each,
        paper=paper(
            each.file, _earlier_words(now, each.verdict, view.round, carried=carried) if now is not None else ()
        ),
        earlier=paper(before.file, before.verdicts) if before is not None else None,
        rows=beside.beside(kind, dict(answers), unmasked=unmasked),
        look_for=beside.LOOK_FOR[kind],
        options=reasons(kind),
        phrases=_phrases(session, actor, kind) if judges and view.lease is not None else (),
        verdict=typed.get("verdict", said.verdict if said else ""),
        reason=typed.get("reason", said.reason_code if said else ""),
        text=typed.get("text", said.text if said else ""),
        carried=carried,
        wants_consent=now is not None and consent is None and now.passed_before(view.stage, view.round),
        consent=f"{consent.person_name}已同意再次退回：{consent.reason}" if consent is not None else "",
    )


def _earlier_words(
    version: workspace.Version, standing: MaterialVerdict | None, round_no: int, *, carried: bool
) -> list[MaterialVerdict]:
    """What was said of the file before; the word of this round that stands is told by the form itself."""
    now = standing.id if standing is not None and carried and standing.round == round_no else None
    return [one for one in version.verdicts if one.id != now]


def paper(file: StoredFile, verdicts: Sequence[MaterialVerdict] = ()) -> Paper:
    """A file as the viewer shows it, with what was said of it, newest first."""
    size = f"{file.bytes / 1_048_576:.1f} MB" if file.bytes >= 104_858 else f"{max(file.bytes // 1024, 1)} KB"
    said = [
        Said(
            f"{STAGES[one.stage]}第 {one.round} 轮",
            Tag("通过", "ok") if one.verdict == "pass" else Tag("退回", "bad"),
            f"{one.reason_code} {one.text}".strip(),
            f"{one.person_name} {short(one.decided_at)}{'，后已改判' if one.superseded else ''}",
        )
        for one in verdicts
    ]
    digest = f"{file.sha256[:8]}…{file.sha256[-4:]}"
    note = f"共 {file.pages} 页 · {size}" if file.pages > 1 else size
    return Paper(file.filename, f"/files/{file.id}", file.is_image, file.pages, note, digest, said)


def _phrases(session: Session, actor: Actor, kind: str) -> list[Phrase]:
    found = phrases(session, actor, kind=kind)[:MOST_PHRASES]
    return [
        Phrase(str(row.id), str(place) if place < 10 else "", row.text, row.reason_code, row.group_name is not None)
        for place, row in enumerate(found, 1)
    ]


def _decide(session: Session, view: Desk, blind: bool) -> None:
    """The form of the conclusion, or of a supervisor's or blind reviewer's decision."""
    entry, application_id = view.entry, view.case.application.id
    if entry is None:
        return
    item = view.decision or next((item for item in view.items if item.form_key == "review/conclusion"), None)
    if not blind:
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
    deployment = session.scalars(select(Instance.deployment_hash).where(Instance.id == item.instance_id)).one()
    return kit.load(definitions.form(session, deployment, key or item.form_key))


def _holder(entry: WorklistEntry, name: str) -> str:
    """Who works on it, since when nothing was heard of him, and until when it is his."""
    if not name or entry.lease_expires_at is None:
        return ""
    heard, until = (clock.shanghai(at) for at in (entry.lease_expires_at - worklist.LEASE, entry.lease_expires_at))
    return f"{name}正在处理 · {heard:%H:%M} 还在操作，占用至 {until:%H:%M}"


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
