"""Routes of auditors: search, a case at a moment, its diagrams, the chain."""

from typing import Annotated

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import NotFound
from engine.workflow import definitions
from processes.apply import queries as applications
from processes.review import reading
from web.auditor import chain, history, search
from web.auditor.case import Asked, case_view, instance_of
from web.ui import page
from web.ui.guards import Auditor, DbSession
from web.ui.views import Chip, Key, pager

router = APIRouter(prefix="/audit")

PageNumber = Annotated[int, Query(ge=1, le=100_000, alias="page")]
KEYS = (Key(("[",), "上一条", "#earlier"), Key(("]",), "下一条", "#later"))


@router.get("")
def cases(
    request: Request, session: DbSession, actor: Auditor, q: str = "", state: str = "", number: PageNumber = 1
) -> Response:
    rows, total = search.search(session, q=q, state=state, page=number)
    return page(
        request,
        "auditor/search.html",
        "cases",
        q=q,
        state=state,
        chips=_chips(request, state),
        rows=rows,
        pages=pager(request.url, page=number, total=total, size=search.SIZE),
    )


@router.get("/cases/{no}")
def case(
    request: Request,
    session: DbSession,
    actor: Auditor,
    no: str,
    seq: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    step: Annotated[int, Query(ge=-1, le=1)] = 0,
    who: str = "",
    kind: str = "",
    process: str = "",
    view: str = "",
) -> Response:
    """`seq` is the number of an event: everything on the right is as it was right after it."""
    asked = Asked(seq, step, who, kind, process, view == "list")
    application = applications.by_number(session, no)
    reading.note(session, actor, application, "case.opened")
    shown = case_view(session, application, asked)
    return page(
        request, "auditor/case.html", "case", case=shown, asked=asked, kinds=history.KINDS, keys=KEYS
    )  # fmt: skip


@router.get("/cases/{no}/diagrams/{process}")
def diagram(session: DbSession, actor: Auditor, no: str, process: str) -> Response:
    """The BPMN file that drew the case: of the version it runs on."""
    instance = instance_of(session, applications.by_number(session, no))
    if instance is None:
        raise NotFound
    return Response(definitions.bpmn_xml(session, instance.deployment_hash, process), media_type="application/xml")


@router.get("/chain")
def whole_chain(request: Request, session: DbSession, actor: Auditor) -> Response:
    return page(request, "auditor/chain.html", "result", state=chain.state(session), report=None)


@router.post("/chain")
def verify_chain(request: Request, session: DbSession, actor: Auditor) -> Response:
    """Re-compute every link of this authority's trail."""
    report = chain.verify(actor.tenant_id)
    return page(request, "auditor/chain.html", "result", state=chain.state(session), report=report)


def _chips(request: Request, state: str) -> list[Chip]:
    address = request.url.remove_query_params(["page"])
    every = [("", "全部"), *search.STATES.items()]
    return [
        Chip(label, f"/audit?{address.include_query_params(state=code).query}", state == code) for code, label in every
    ]
