"""Checking a certificate: by number and name, or by its QR code. Anybody may; names are shown in part."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock, throttle
from engine.platform.errors import FieldError
from engine.platform.text import date_cn
from processes.catalogue.grades import Grade
from processes.certify import queries, signing
from processes.certify.models import Certificate, CertificateState
from web.ui.guards import DbSession, Public
from web.ui.page import page
from web.ui.views import Row

router = APIRouter()
TRIES, WITHIN = 30, 300  # look-ups of one address in so many seconds
TITLES = {
    CertificateState.VALID: "证书有效",
    CertificateState.HELD: "证书暂停使用",
    CertificateState.VOID: "证书已作废",
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """`valid` alone gets the seal; `note` says what another state means."""

    title: str
    valid: bool
    note: str
    at: str
    rows: list[Row]


@router.get("/verify")
def by_name(
    request: Request,
    session: DbSession,
    actor: Public,
    no: Annotated[str, Query(max_length=60)] = "",
    name: Annotated[str, Query(max_length=60)] = "",
) -> Response:
    """Number and name must belong together; a wrong name is answered like a wrong number."""
    no, name = no.replace("\0", "").strip(), name.replace("\0", "").strip()
    errors = []
    if (no or name) and not no:
        errors.append(FieldError("no", "请输入证书编号"))
    if (no or name) and not name:
        errors.append(FieldError("name", "请输入持证人姓名"))
    row = None
    if no and name:
        _count(request)
        found = queries.by_number(session, no)
        row = found if found is not None and found.name == name else None
    asked = bool(no and name)
    return _draw(request, row, asked=asked, no=no, name=name, errors=errors)


@router.get("/verify/{number}")
def by_code(
    request: Request, session: DbSession, actor: Public, number: str, k: Annotated[str, Query(max_length=60)] = ""
) -> Response:
    """What a QR code leads to; its code stands for the name."""
    _count(request)
    return _draw(request, _coded(session, number, k), asked=True, no=number[:60], name="", errors=[])


def _coded(session: Session, number: str, code: str) -> Certificate | None:
    row = queries.by_number(session, number.replace("\0", ""))
    return row if row is not None and signing.same(row.code, code) else None


def _count(request: Request) -> None:
    throttle.hit(f"verify {request.client.host if request.client else ''}", TRIES, WITHIN)


def _draw(
    request: Request, row: Certificate | None, *, asked: bool, no: str, name: str, errors: list[FieldError]
) -> Response:
    return page(
        request,
        "public/verify.html",
        status=422 if errors else 200,
        verdict=_verdict(row) if row is not None else None,
        missing=asked and row is None,
        no=no,
        name=name,
        errors=errors,
    )


def _verdict(row: Certificate) -> Verdict:
    now = clock.shanghai(clock.now())
    state = CertificateState(row.state)
    notes = {
        CertificateState.VALID: "与发证记录一致",
        CertificateState.HELD: "发证机关正在复核，复核期间不作为有效证明",
        CertificateState.VOID: f"已于 {date_cn(row.voided_at)} 作废，不再有效" if row.voided_at else "不再有效",
    }
    return Verdict(
        TITLES[state],
        state == CertificateState.VALID,
        notes[state],
        f"{date_cn(now)} {now:%H:%M:%S} 查验",
        [
            Row("姓名", masked(row.name)),
            Row("职业", row.occupation_name),
            Row("等级", Grade(row.grade).title),
            Row("证书编号", row.number, mono=True),
            Row("发证日期", date_cn(row.issued_on)),
            Row("评价机构", row.institution_name),
            Row("发证机关", row.authority_name),
        ],
    )


def masked(name: str) -> str:
    """`陈*远`, `林*`: the first and, from three characters on, the last one."""
    if len(name) < 3:
        return name[:1] + "*" * max(len(name) - 1, 1)
    return name[0] + "*" * (len(name) - 2) + name[-1]
