"""Certificate templates, laid out by the staff, with a preview of an invented person."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import queries as people
from engine.platform.settings import settings
from engine.platform.text import date_cn
from forms import kit
from processes.catalogue import queries as catalogue
from processes.certify import drawing, queries
from processes.certify.rules import layout
from processes.certify.service import templates
from web.office.certificates.forms import TEMPLATE
from web.ui.guards import CertificateDesk, CertificateOffice, DbSession
from web.ui.page import page, redirect
from web.ui.typed import TypedForm

router = APIRouter(prefix="/certificates/templates")


@router.get("")
def show_all(request: Request, session: DbSession, actor: CertificateDesk) -> Response:
    names = {row.code: row.name for row in catalogue.occupations(session)}
    rows = [
        {
            "id": row.id,
            "name": row.name,
            "version": row.version,
            "serves": names.get(row.occupation or "", "各职业通用"),
            "count": len(row.elements),
        }
        for row in queries.templates(session)
    ]
    return page(
        request, "office/certificates/templates.html", rows=rows, may_edit=actor.has_role("authority:certificates")
    )


@router.get("/new")
def new(request: Request, session: DbSession, actor: CertificateOffice) -> Response:
    """A new template begins as the standard face."""
    return _draw(request, session, {"name": "", "elements": layout.standard()})


@router.post("/new")
def keep(request: Request, session: DbSession, actor: CertificateOffice, typed: TypedForm) -> Response:
    options = _options(session)
    checked = kit.check(TEMPLATE, typed.text, options=options)
    errors = list(checked.errors)
    if not errors:
        try:
            with session.begin_nested():
                row = templates.keep(
                    session,
                    actor,
                    name=checked.values["name"],
                    elements=checked.values["elements"],
                    occupation=checked.values.get("occupation") or None,
                )
            said = f"模板“{row.name}”已保存为第 {row.version} 版"
            return redirect(request, "/certificates/templates", toast=said)
        except InvalidForm as refusal:
            errors = list(refusal.errors)
    return _draw(request, session, checked.typed, errors)


@router.get("/{template_id}")
def edit(request: Request, session: DbSession, actor: CertificateOffice, template_id: UUID) -> Response:
    """The form of a template; saving it makes a new version. Raises NoSuchTemplate."""
    row = queries.template(session, template_id)
    return _draw(request, session, {"name": row.name, "occupation": row.occupation or "", "elements": row.elements})


@router.get("/{template_id}/preview.pdf")
def preview(request: Request, session: DbSession, actor: CertificateDesk, template_id: UUID) -> Response:
    """The page of an invented person. Raises NoSuchTemplate."""
    row = queries.template(session, template_id)
    values = {
        "name": "样张",
        "id_kind": "居民身份证",
        "id_number": "350299200001010000",
        "occupation": "化工总控工",
        "occupation_code": "6-11-01-03",
        "grade": "三级/高级工",
        "number": "S000035000000263000000",
        "issued_on": date_cn(clock.today()),
        "institution": "样张评价机构",
        "authority": people.authority(session).name,
    }
    address = f"{settings().base_url.rstrip('/')}/verify"
    data = drawing.draw(row.elements, values, photo=None, address=address, title=f"{row.name} 样张")
    return Response(data, media_type="application/pdf", headers={"Cache-Control": "no-store"})


def _options(session: Session) -> dict[str, list[kit.Option]]:
    return {"catalogue.occupation": [kit.Option(row.code, row.name) for row in catalogue.occupations(session)]}


def _draw(request: Request, session: Session, values: Mapping[str, Any], errors: Sequence[FieldError] = ()) -> Response:
    return page(
        request,
        "office/certificates/template.html",
        status=422 if errors else 200,
        form=kit.view(TEMPLATE, values, errors, _options(session)),
        errors=list(errors),
    )
