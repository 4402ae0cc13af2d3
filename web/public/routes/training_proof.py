"""Anybody checks a 培训证明 by its number, as its QR code leads here."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import throttle
from engine.platform.text import date_cn
from processes.train import queries
from processes.train.errors import NoSuchProof
from processes.train.models import Category
from web.ui import page
from web.ui.guards import DbSession, Public
from web.ui.views import Row

router = APIRouter()
MOST, SECONDS = 30, 60  # look-ups of one address a minute


@router.get("/verify/training/{no}")
def verify(request: Request, session: DbSession, visitor: Public, no: str) -> Response:
    """What a proof says, the name masked. An unknown number is told in a sentence, with 404."""
    throttle.hit(f"verify:{request.client.host if request.client else ''}", MOST, SECONDS)
    try:
        proof = queries.proof_by_number(session, no)
    except NoSuchProof:
        return page(request, "public/training_proof.html", status=404, proof=None, no=no[:40])
    minutes = "，".join(f"{Category(each).title} {count} 分钟" for each, count in proof.minutes.items())
    rows = [
        Row(
            "姓名", proof.name[:1] + "*" * max(len(proof.name) - 2, 1) + (proof.name[-1] if len(proof.name) > 2 else "")
        ),
        Row("培训内容", proof.title),
        Row("学时", minutes),
        Row("培训机构", proof.issuer),
        Row("开具日期", date_cn(proof.issued_at)),
    ]
    return page(request, "public/training_proof.html", proof={"no": proof.no, "rows": rows}, no=proof.no)
