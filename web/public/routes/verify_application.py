"""Checking a printed application form: whether it is what its applicant signed, and how the case stands."""

from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock, throttle
from engine.platform.text import date_cn, datetime_cn
from processes.apply import offers, queries, service
from processes.apply.errors import NoSuchApplication
from processes.apply.models import OUTCOMES, Application, ApplicationSignature, Status
from processes.certify import signing
from web.public.routes.verify import masked
from web.ui import page
from web.ui.address import address_of
from web.ui.guards import DbSession, Public
from web.ui.views import Row

router = APIRouter()
TRIES, WITHIN = 30, 300  # look-ups of one address in so many seconds
STATES = {Status.SUBMITTED: "审核中", Status.WAITING: "候补", Status.APPROVED: "已核准"}


@router.get("/verify/application/{no}")
def show(
    request: Request, session: DbSession, visitor: Public, no: str, k: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """What a form's QR code leads to. Without the form's own code nothing is told, not even whether the case exists."""
    throttle.hit(f"verify-application:{address_of(request)}", TRIES, WITHIN)
    found = _coded(session, no, k)
    if found is None:
        return page(request, "public/verify_application.html", status=404, form=None, no=no[:60])
    row, signature = found
    rows = [
        Row("申请人", masked(signature.signed_name)),
        Row("申报", offers.offer(session, row.plan_line_id).title if row.plan_line_id else ""),
        Row("签署时间", datetime_cn(signature.signed_at)),
        Row("签署内容校验码", signature.digest, mono=True),
        Row("当前状态", STATES.get(Status(row.status)) or OUTCOMES.get(row.outcome or "", "已结束")),
    ]
    now = clock.shanghai(clock.now())
    form = {
        "unchanged": service.is_unchanged(session, row, signature),
        "rows": rows,
        "at": f"{date_cn(now)} {now:%H:%M:%S} 查验",
    }
    return page(request, "public/verify_application.html", form=form, no=row.no)


def _coded(session: Session, no: str, code: str) -> tuple[Application, ApplicationSignature] | None:
    try:
        row = queries.by_number(session, no[:60])
    except NoSuchApplication:
        return None
    signature = service.signature_of(session, row.id)
    return (row, signature) if signature is not None and signing.same(signature.code, code) else None
