"""A candidate's certificate: the page, and the file."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import files
from engine.platform.text import date_cn
from processes.apply import queries as applications
from processes.catalogue.grades import Grade
from processes.certify import queries
from processes.certify.errors import NoSuchCertificate
from processes.certify.models import CertificateState
from processes.certify.service import issue
from web.candidate.wizard import title_of
from web.ui import page
from web.ui.guards import Candidate, DbSession
from web.ui.views import Row, Tag

router = APIRouter()
STATES = {
    CertificateState.VALID: Tag("有效", "ok", "check2"),
    CertificateState.HELD: Tag("暂停使用", "warn"),
    CertificateState.VOID: Tag("已作废", "bad"),
}


@router.get("/cases/{no}/certificate")
def show(request: Request, session: DbSession, actor: Candidate, no: str) -> Response:
    """Raises NoSuchApplication, NotYourApplication."""
    application = applications.own_by_number(session, actor, no)
    found = [
        {
            "number": row.number,
            "tag": STATES[CertificateState(row.state)],
            "rows": [
                Row("证书编号", row.number, mono=True),
                Row("职业", row.occupation_name),
                Row("等级", Grade(row.grade).title),
                Row("发证日期", date_cn(row.issued_on)),
                Row("评价机构", row.institution_name),
            ],
            "file": f"/my/cases/{no}/certificate/{row.number}.pdf" if row.pdf_file_id else None,
            "verify": issue.address_of(row),
            "note": row.void_reason or row.held_reason,
        }
        for row in queries.of_application(session, application.id)
    ]
    return page(
        request,
        "candidate/certificate.html",
        case={"no": no, "title": title_of(session, application)},
        certificates=found,
    )


@router.get("/cases/{no}/certificate/{number}.pdf")
def download(request: Request, session: DbSession, actor: Candidate, no: str, number: str) -> Response:
    """Raises NoSuchApplication, NotYourApplication, NoSuchCertificate."""
    application = applications.own_by_number(session, actor, no)
    row = next((row for row in queries.of_application(session, application.id) if row.number == number), None)
    if row is None or row.pdf_file_id is None:
        raise NoSuchCertificate
    data = files.open_bytes(session.get_one(files.StoredFile, row.pdf_file_id))
    headers = {"Content-Disposition": f'inline; filename="{row.number}.pdf"', "Cache-Control": "private, no-store"}
    return Response(data, media_type="application/pdf", headers=headers)
