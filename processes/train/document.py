"""培训证明 as a printable page, A4."""

from engine.documents import pdf
from engine.platform.text import date_cn, mask_id
from processes.train.models import Category, TrainingProof


def proof_pdf(proof: TrainingProof, *, authority: str, id_number: str, address: str) -> bytes:
    """The proof as PDF. `id_number` is printed masked; `address` is where anybody can check it, also as QR."""
    parts = [
        pdf.space(10),
        pdf.title("培训证明"),
        pdf.paragraph(f"编号 {proof.no}", style="cell-center"),
        pdf.space(10),
        pdf.paragraph(
            f"{proof.name}（证件号码 {mask_id(id_number) if id_number else '—'}）参加“{proof.title}”培训，"
            f"于 {date_cn(proof.issued_at)} 经考核合格，特此证明。"
        ),
        pdf.space(6),
        pdf.table(
            ("类别", "学时（分钟）"),
            [(Category(each).title, int(minutes)) for each, minutes in sorted(proof.minutes.items(), reverse=True)],
            widths=(110, 60),
            right=frozenset({1}),
        ),
        pdf.space(6),
        pdf.table(("序号", "课程"), [(at, title) for at, title in enumerate(proof.courses, 1)], widths=(20, 150)),
        pdf.space(12),
        pdf.table(
            (),
            [
                (
                    pdf.qr(address, size=30),
                    [
                        pdf.paragraph(f"培训机构：{proof.issuer}"),
                        pdf.paragraph(f"主管部门：{authority}"),
                        pdf.paragraph(f"开具日期：{date_cn(proof.issued_at)}"),
                    ],
                )
            ],
            widths=(40, 130),
        ),
        pdf.space(4),
        pdf.paragraph(f"扫描二维码，或访问 {address} 查验。学时由服务器记录。", style="small"),
    ]
    return pdf.render(parts, title=f"培训证明 {proof.no}", author=proof.issuer, footer=proof.no, margin=20)
