"""One certificate after it was issued: finding it, handing it out, voiding it by two people, releasing a held one."""

from collections.abc import Sequence
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import audit, files
from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.platform.text import date_cn, datetime_cn
from forms import kit
from processes.catalogue.grades import Grade
from processes.certify import queries
from processes.certify.errors import NoSuchCertificate
from processes.certify.models import Certificate, CertificateState
from processes.certify.service import void
from web.office.certificates.forms import HAND_OUT, VOID
from web.ui.guards import CertificateApprover, CertificateDesk, CertificateOffice, DbSession
from web.ui.page import page, redirect
from web.ui.typed import TypedForm
from web.ui.views import Row, Tag

router = APIRouter(prefix="/certificates")
STATES = {
    CertificateState.VALID: Tag("有效", "ok", "check2"),
    CertificateState.HELD: Tag("暂停使用", "warn"),
    CertificateState.VOID: Tag("已作废", "bad"),
}


@router.get("/search")
def search(
    request: Request, session: DbSession, actor: CertificateDesk, q: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """By the whole number, or the beginning of the name."""
    rows = [
        {
            "href": f"/certificates/{row.id}",
            "number": row.number,
            "name": row.name,
            "what": f"{row.occupation_name} · {Grade(row.grade).title}",
            "day": date_cn(row.issued_on),
            "tag": STATES[CertificateState(row.state)],
        }
        for row in queries.found(session, q.replace("\0", ""))
    ]
    return page(request, "office/certificates/search.html", rows=rows, q=q)


@router.get("/{certificate_id}")
def show(request: Request, session: DbSession, actor: CertificateDesk, certificate_id: UUID) -> Response:
    """Raises NoSuchCertificate."""
    return _draw(request, session, actor, queries.certificate(session, certificate_id))


@router.get("/{certificate_id}/certificate.pdf")
def download(request: Request, session: DbSession, actor: CertificateDesk, certificate_id: UUID) -> Response:
    """Raises NoSuchCertificate, also while the page is not drawn yet."""
    row = queries.certificate(session, certificate_id)
    if row.pdf_file_id is None:
        raise NoSuchCertificate
    audit.record(session, actor, "certificate.printed", subject=("certificate", row.id), after={"number": row.number})
    return pdf_response(session, row)


@router.post("/{certificate_id}/hand-out")
def hand_out(
    request: Request, session: DbSession, actor: CertificateOffice, certificate_id: UUID, typed: TypedForm
) -> Response:
    """Raises NoSuchCertificate, NotValid."""
    row = queries.certificate(session, certificate_id)
    checked = kit.check(HAND_OUT, typed.text)
    if checked.errors:
        return _draw(request, session, actor, row, handed=(checked.typed, checked.errors))
    void.hand_out(session, actor, row, how=checked.values["how"])
    return redirect(request, f"/certificates/{row.id}", toast=f"证书 {row.number} 已登记发放")


@router.post("/{certificate_id}/void")
def ask(
    request: Request, session: DbSession, actor: CertificateOffice, certificate_id: UUID, typed: TypedForm
) -> Response:
    """Raises NoSuchCertificate, NotValid."""
    row = queries.certificate(session, certificate_id)
    checked = kit.check(VOID, typed.text)
    if checked.errors:
        return _draw(request, session, actor, row, asked=(checked.typed, checked.errors))
    void.ask(session, actor, row, reason=checked.values["reason"])
    return redirect(request, f"/certificates/{row.id}", toast="已申请作废，等待另一人批准")


@router.post("/{certificate_id}/void/decide")
def decide(
    request: Request, session: DbSession, actor: CertificateApprover, certificate_id: UUID, typed: TypedForm
) -> Response:
    """Raises NoSuchCertificate, VoidNotAsked, SamePerson, NotValid."""
    row = queries.certificate(session, certificate_id)
    match typed.first("decision"):
        case "again":
            void.approve(session, actor, row, again=True)
            said = "已作废，将以新编号补发"
        case "void":
            void.approve(session, actor, row)
            said = "已作废"
        case "refuse":
            void.refuse(session, actor, row)
            said = "不予作废"
        case _:
            return _draw(request, session, actor, row, problems=[FieldError("decision", "请选择决定")])
    return redirect(request, f"/certificates/{row.id}", toast=f"证书 {row.number} {said}")


@router.post("/{certificate_id}/release")
def release(request: Request, session: DbSession, actor: CertificateApprover, certificate_id: UUID) -> Response:
    """Raises NoSuchCertificate, NotValid."""
    row = queries.certificate(session, certificate_id)
    void.release(session, actor, row)
    return redirect(request, f"/certificates/{row.id}", toast=f"证书 {row.number} 已恢复")


def pdf_response(session: Session, row: Certificate) -> Response:
    data = files.open_bytes(session.get_one(files.StoredFile, row.pdf_file_id))
    headers = {"Content-Disposition": f'inline; filename="{row.number}.pdf"', "Cache-Control": "private, no-store"}
    return Response(data, media_type="application/pdf", headers=headers)


Refused = tuple[dict[str, object], Sequence[FieldError]]
NOTHING: Refused = ({}, ())


def _draw(
    request: Request,
    session: Session,
    actor: Actor,
    row: Certificate,
    *,
    asked: Refused = NOTHING,
    handed: Refused = NOTHING,
    problems: Sequence[FieldError] = (),
) -> Response:
    errors = [*asked[1], *handed[1], *problems]
    office, approver = actor.has_role("authority:certificates"), actor.has_role("authority:certificate_approver")
    waits = row.void_asked_by is not None and row.state != CertificateState.VOID
    return page(
        request,
        "office/certificates/certificate.html",
        status=422 if errors else 200,
        row=row,
        tag=STATES[CertificateState(row.state)],
        facts=_facts(row),
        void_form=kit.view(VOID, *asked) if office and not waits and row.state != CertificateState.VOID else None,
        hand_out_form=kit.view(HAND_OUT, *handed)
        if office and row.state == CertificateState.VALID and row.handed_out_at is None
        else None,
        may_decide=approver and waits and row.void_asked_by != actor.person_id,
        waits=waits,
        ends_the_case=queries.awaits_issue(session, row.application_id),
        may_release=approver and row.state == CertificateState.HELD,
        errors=errors,
    )


def _facts(row: Certificate) -> list[Row]:
    facts = [
        Row("姓名", row.name),
        Row("职业", f"{row.occupation_name}（{row.occupation}）"),
        Row("等级", Grade(row.grade).title),
        Row("发证日期", date_cn(row.issued_on)),
        Row("评价机构", row.institution_name),
        Row("发证机关", row.authority_name),
    ]
    if row.handed_out_at is not None:
        facts.append(Row("发放", f"{datetime_cn(row.handed_out_at)}，{row.handed_out_how}"))
    if row.held_reason:
        facts.append(Row("暂停的原因", row.held_reason))
    if row.void_reason:
        facts.append(Row("作废的原因", row.void_reason))
    if row.voided_at is not None:
        facts.append(Row("作废时间", datetime_cn(row.voided_at)))
    return facts
