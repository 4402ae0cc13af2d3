"""Who waits for a certificate, new batches, and a batch with its approval."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.errors import AppError, FieldError
from engine.platform.people import Actor
from engine.platform.text import date_cn, mask_id
from engine.workflow import commands, definitions
from engine.workflow.models import Instance, WorkItem
from forms import kit
from processes.apply.declared import answers_of
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.certify import queries
from processes.certify.errors import AlreadyBatched, NobodyChosen, NotReady
from processes.certify.models import BatchStatus, Certificate, CertificateBatch
from processes.certify.service import batches
from web.ui.guards import CertificateDesk, CertificateOffice, DbSession
from web.ui.page import page, redirect
from web.ui.typed import Typed, TypedForm
from web.ui.views import Row, Tag

router = APIRouter(prefix="/certificates")
STATES = {
    BatchStatus.DRAFT: Tag("草稿"),
    BatchStatus.SUBMITTED: Tag("待审批", "warn"),
    BatchStatus.RETURNED: Tag("已退回", "bad"),
    BatchStatus.APPROVED: Tag("制作中", "info"),
    BatchStatus.ISSUED: Tag("已发证", "ok", "check2"),
}


@dataclass(frozen=True, slots=True)
class Group:
    title: str
    count: int
    href: str


@dataclass(frozen=True, slots=True)
class BatchLine:
    href: str
    no: str
    what: str
    count: int
    day: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Person:
    """`why` says what is missing; who lacks something can't be chosen."""

    id: UUID
    name: str
    no: str
    id_number: str
    institution: str
    portrait: str | None
    why: str
    chosen: bool


@router.get("")
def show_all(request: Request, session: DbSession, actor: CertificateDesk) -> Response:
    names = {row.code: row.name for row in catalogue.occupations(session)}
    groups = [
        Group(
            f"{names.get(each.occupation, each.occupation)} · {Grade(each.grade).title}",
            each.count,
            f"/certificates/new?occupation={each.occupation}&grade={each.grade}",
        )
        for each in queries.waiting_groups(session)
    ]
    return page(
        request,
        "office/certificates/batches.html",
        groups=groups,
        may_make=actor.has_role("authority:certificates"),
        batches=_lines(session, queries.batches(session)),
    )


@router.get("/new")
def new(request: Request, session: DbSession, actor: CertificateOffice, occupation: str, grade: str) -> Response:
    """Choose who goes into a batch. Raises NoSuchOccupation."""
    return _draw_new(request, session, occupation, grade, None, [])


@router.post("/new")
def make(request: Request, session: DbSession, actor: CertificateOffice, typed: TypedForm) -> Response:
    """Hand a batch to the second person; refused, the choice is kept."""
    occupation, grade = typed.first("occupation"), typed.first("grade")
    day, errors = _day(typed.first("issued_on"))
    chosen = _chosen(typed)
    try:
        template = queries.template(session, UUID(typed.first("template")))
        if day is not None:
            with session.begin_nested():
                batch = batches.make(
                    session, actor, occupation=occupation, grade=grade, chosen=chosen, template=template, issued_on=day
                )
            return redirect(request, f"/certificates/batches/{batch.id}", toast=f"批次 {batch.no} 已提交审批")
    except ValueError:
        errors.append(FieldError("template", "请选择模板"))
    except (NobodyChosen, AlreadyBatched, NotReady) as refusal:
        errors.append(FieldError("chosen", str(refusal).rstrip("。")))
    except AppError as refusal:
        errors.append(FieldError("template", str(refusal).rstrip("。")))
    return _draw_new(request, session, occupation, grade, typed, errors)


@router.get("/batches/{batch_id}")
def show(request: Request, session: DbSession, actor: CertificateDesk, batch_id: UUID) -> Response:
    """Raises NoSuchBatch."""
    return _draw(request, session, actor, queries.batch(session, batch_id), None, [])


@router.post("/batches/{batch_id}")
def decide(request: Request, session: DbSession, actor: CertificateDesk, batch_id: UUID, typed: TypedForm) -> Response:
    """Approve or return it. Raises NoSuchBatch, NotYours, FourEyes, AlreadyDone."""
    batch = queries.batch(session, batch_id)
    rows = select(WorkItem).where(WorkItem.instance_id == batch.instance_id)
    item = commands.item_for(session, actor, session.scalars(rows.order_by(WorkItem.created_at.desc())).one().id)
    checked = kit.check(_form(session, item), typed.text)
    if checked.errors:
        return _draw(request, session, actor, batch, checked.typed, list(checked.errors))
    commands.complete(session, actor, item.id, checked.values)
    approved = checked.values["decision"] == "approve"
    said = "已批准，正在编号和制作" if approved else "已退回"
    return redirect(request, f"/certificates/batches/{batch_id}", toast=f"批次 {batch.no} {said}")


def _day(text: str) -> tuple[date | None, list[FieldError]]:
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None, [FieldError("issued_on", "发证日期应为年-月-日，例如 2026-12-20")]
    if abs((day - clock.today()).days) > 366:
        return None, [FieldError("issued_on", "发证日期应在今天前后一年之内")]
    return day, []


def _chosen(typed: Typed) -> list[UUID]:
    raw = typed.text.get("chosen", [])
    found = []
    for one in [raw] if isinstance(raw, str) else raw:
        try:
            found.append(UUID(one))
        except ValueError:
            continue
    return found


def _draw_new(
    request: Request, session: Session, occupation: str, grade: str, typed: Typed | None, errors: list[FieldError]
) -> Response:
    row = catalogue.occupation(session, occupation)
    names = {each.id: each.short_name for each in catalogue.institutions(session)}
    chosen = set(_chosen(typed)) if typed else None
    people = [
        Person(
            each.row.id,
            each.application.name,
            each.application.no,
            mask_id(str(answers_of(each.application, "identity").get("id_number", ""))),
            names.get(each.row.institution_id, ""),
            _portrait(session, each.application.id),
            each.why,
            not each.why and (chosen is None or each.row.id in chosen),
        )
        for each in queries.waiting(session, occupation, grade)
    ]
    return page(
        request,
        "office/certificates/new.html",
        status=422 if errors else 200,
        title=f"{row.name} · {Grade(grade).title}" if grade in {*Grade} else row.name,
        occupation=occupation,
        grade=grade,
        people=people,
        formats=_formats(session, occupation),
        format=typed.first("template") if typed else "",
        issued_on=typed.first("issued_on") if typed else clock.today().isoformat(),
        errors=errors,
    )


def _formats(session: Session, occupation: str) -> list[tuple[str, str]]:
    return [(str(each.id), f"{each.name}（第 {each.version} 版）") for each in queries.templates(session, occupation)]


def _portrait(session: Session, application_id: UUID) -> str | None:
    found = queries.portrait(session, application_id)
    return f"/certificates/photos/{found.file_id}" if found else None


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    batch: CertificateBatch,
    values: dict[str, object] | None,
    errors: list[FieldError],
) -> Response:
    item = session.scalar(
        select(WorkItem).where(WorkItem.instance_id == batch.instance_id, WorkItem.status == "open").limit(1)
    )
    mine = item is not None and actor.in_group(item.group_name) and actor.person_id not in item.excluded
    made = queries.certificates(session, batch.id)
    return page(
        request,
        "office/certificates/batch.html",
        status=422 if errors else 200,
        batch=batch,
        tag=STATES[BatchStatus(batch.status)],
        facts=_facts(session, batch, made),
        people=_people(session, batch, made),
        form=kit.view(_form(session, item), values or {}, errors) if item is not None and mine else None,
        own=item is not None and not mine and batch.made_by == actor.person_id,
        drawn=sum(row.pdf_file_id is not None for row in made),
        errors=errors,
    )


def _form(session: Session, item: WorkItem) -> kit.Form:
    instance = session.get_one(Instance, item.instance_id)
    return kit.load(definitions.form(session, instance.deployment_hash, item.form_key))


def _facts(session: Session, batch: CertificateBatch, made: Sequence[Certificate]) -> list[Row]:
    template = queries.template(session, batch.template_id)
    facts = [
        Row("职业", f"{batch.occupation_name}（{batch.occupation}）"),
        Row("等级", Grade(batch.grade).title),
        Row("发证日期", date_cn(batch.issued_on)),
        Row("模板", f"{template.name}（第 {template.version} 版）"),
    ]
    if made:
        facts.append(Row("编号", f"{made[0].number} 起，共 {len(made)} 本", mono=True))
    if batch.returned_reason:
        facts.append(Row("退回的原因", batch.returned_reason))
    return facts


@dataclass(frozen=True, slots=True)
class Member:
    name: str
    no: str
    portrait: str | None
    number: str
    href: str | None


def _people(session: Session, batch: CertificateBatch, made: Sequence[Certificate]) -> list[Member]:
    by_eligible = {row.eligible_id: row for row in made}
    members = []
    for row, application in queries.of_batch(session, batch.id):
        certificate = by_eligible.get(row.id)
        members.append(
            Member(
                application.name,
                application.no,
                _portrait(session, application.id),
                certificate.number if certificate else "",
                f"/certificates/{certificate.id}" if certificate else None,
            )
        )
    return members


def _lines(session: Session, rows: Sequence[CertificateBatch]) -> list[BatchLine]:
    counts = queries.counts(session, [row.id for row in rows])
    return [
        BatchLine(
            f"/certificates/batches/{row.id}",
            row.no,
            f"{row.occupation_name} · {Grade(row.grade).title}",
            counts.get(row.id, 0),
            date_cn(row.issued_on),
            STATES[BatchStatus(row.status)],
        )
        for row in rows
    ]
