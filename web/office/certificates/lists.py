"""A batch as files: the national report and its confirmation, the list people sign, all pages in one PDF, photos."""

from io import BytesIO
from uuid import UUID

from fastapi import APIRouter
from pypdf import PdfWriter
from sqlalchemy import select
from starlette.requests import Request
from starlette.responses import Response

from engine.documents import pdf, sheets
from engine.documents.sheets import Sheet
from engine.platform import audit, crypto, files
from engine.platform.text import date_cn
from processes.apply.models import Material
from processes.catalogue import codes
from processes.catalogue.grades import Grade
from processes.certify import queries
from processes.certify.errors import NoSuchCertificate
from processes.certify.models import Eligible
from processes.review import reading
from web.ui.guards import CertificateDesk, DbSession

router = APIRouter(prefix="/certificates")
REPORT = (
    "姓名", "证件类型", "证件号码", "所在单位", "职业名称", "工种名称", "职业技能等级", "证书编号", "发证日期",
    "评价机构", "发证机构",
)  # fmt: skip
PDF = "application/pdf"


@router.get("/batches/{batch_id}/report.xlsx")
def report(request: Request, session: DbSession, actor: CertificateDesk, batch_id: UUID) -> Response:
    """The eleven columns of the national report. Raises NoSuchBatch."""
    batch = queries.batch(session, batch_id)
    rows = [
        [
            row.name,
            codes.label("document_kind", row.id_kind),
            crypto.decrypt(row.id_number_encrypted, row.id),
            row.employer,
            row.occupation_name,
            "",
            row.grade,
            row.number,
            row.issued_on.isoformat(),
            row.institution_name,
            row.authority_name,
        ]
        for row in queries.certificates(session, batch.id)
    ]
    told = {"no": batch.no, "count": len(rows)}
    audit.record(session, actor, "batch.reported", subject=("certificate_batch", batch.id), after=told)
    widths = (10, 14, 22, 26, 16, 14, 14, 26, 12, 26, 30)
    data = sheets.write([Sheet("上报数据", REPORT, rows, widths)])
    return _file(data, sheets.XLSX, f"{batch.no}-report.xlsx")


@router.get("/batches/{batch_id}/confirmation.pdf")
def confirmation(request: Request, session: DbSession, actor: CertificateDesk, batch_id: UUID) -> Response:
    """数据审核确认表, to be signed. Raises NoSuchBatch."""
    batch = queries.batch(session, batch_id)
    count = len(queries.certificates(session, batch.id))
    parts = [
        pdf.title("数据审核确认表"),
        pdf.paragraph(f"批次 {batch.no}，发证日期 {date_cn(batch.issued_on)}。"),
        pdf.space(4),
        pdf.table(
            ["职业", "工种", "级别", "数量"],
            [[batch.occupation_name, "", Grade(batch.grade).title, count], ["合计", "", "", count]],
            widths=[60, 50, 40, 28],
            right=frozenset({3}),
        ),
        pdf.space(8),
        pdf.paragraph("以上数据已经核对，与申报、考试和成绩记录一致。"),
        pdf.space(14),
        pdf.paragraph("经办人（签字）：　　　　　　　　　　　审核人（签字）：　　　　　　　　　　　"),
        pdf.space(10),
        pdf.paragraph("单位（盖章）：　　　　　　　　　　　　　　　　　年　　月　　日"),
    ]
    return _file(pdf.render(parts, title="数据审核确认表"), PDF, f"{batch.no}-confirmation.pdf")


@router.get("/batches/{batch_id}/hand-out.pdf")
def hand_out_list(request: Request, session: DbSession, actor: CertificateDesk, batch_id: UUID) -> Response:
    """The list that people sign when they fetch their certificates. Raises NoSuchBatch."""
    batch = queries.batch(session, batch_id)
    rows = [
        [at, row.name, row.number, "", ""] for at, row in enumerate(queries.certificates(session, batch.id), start=1)
    ]
    table = pdf.table(
        ["序号", "姓名", "证书编号", "领取人签字", "领取日期"], rows, widths=[14, 30, 56, 44, 34], heights=11
    )
    parts = [pdf.title("证书签领表"), pdf.paragraph(f"批次 {batch.no}，共 {len(rows)} 本"), pdf.space(3), table]
    return _file(pdf.render(parts, title="证书签领表"), PDF, f"{batch.no}-hand-out.pdf")


@router.get("/batches/{batch_id}/all.pdf")
def all_pages(request: Request, session: DbSession, actor: CertificateDesk, batch_id: UUID) -> Response:
    """Every certificate of a batch in one file, for the printer. Raises NoSuchBatch."""
    batch = queries.batch(session, batch_id)
    writer = PdfWriter()
    for row in queries.certificates(session, batch.id):
        if row.pdf_file_id is not None:
            writer.append(BytesIO(files.open_bytes(session.get_one(files.StoredFile, row.pdf_file_id))))
    audit.record(session, actor, "batch.printed", subject=("certificate_batch", batch.id), after={"no": batch.no})
    out = BytesIO()
    writer.write(out)
    return _file(out.getvalue(), PDF, f"{batch.no}.pdf")


@router.get("/photos/{file_id}")
def photo(request: Request, session: DbSession, actor: CertificateDesk, file_id: UUID) -> Response:
    """The portrait of somebody who waits or is in a batch; no other file. Raises NoSuchCertificate."""
    wanted = select(Material.id).join(Eligible, Eligible.application_id == Material.application_id)
    if session.scalar(wanted.where(Material.file_id == file_id, Material.kind == "portrait").limit(1)) is None:
        raise NoSuchCertificate
    reading.note_file(session, actor, file_id)
    stored = session.get_one(files.StoredFile, file_id)
    return Response(files.open_bytes(stored), media_type=stored.media_type, headers={"Cache-Control": "private"})


def _file(data: bytes, kind: str, name: str) -> Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(data, media_type=kind, headers=headers)
