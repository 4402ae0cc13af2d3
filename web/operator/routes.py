"""Routes of operators."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import clock
from engine.workflow import definitions, timeline
from web.operator import cases, clock_routes, daily_routes, incident_routes, load
from web.operator.incidents import groups, resolved
from web.ui import page
from web.ui.guards import DbSession, Operator
from web.ui.views import Chip, pager

router = APIRouter()
router.include_router(incident_routes.router)
router.include_router(clock_routes.router)
router.include_router(daily_routes.router)

PageNumber = Annotated[int, Query(ge=1, le=100_000, alias="page")]
FIRST = "review"  # where most of the work is


@router.get("/ops")
def cockpit(request: Request, session: DbSession, actor: Operator, process: str = "") -> Response:
    """Numbers, the diagram with what is under way, what is stuck."""
    every = dict(load.processes(session))
    chosen = process if process in every else FIRST if FIRST in every else next(iter(every), "")
    active = definitions.latest(session)
    return page(
        request,
        "operator/cockpit.html",
        "cockpit",
        numbers=load.numbers(session),
        processes=[Chip(name, f"/ops?process={key}", key == chosen) for key, name in every.items()],
        picture=load.of_process(session, active.hash, chosen) if active else None,
        groups=groups(session),
        resolved=resolved(session),
        at=f"{clock.shanghai(clock.now()):%H:%M:%S}",
    )


@router.get("/ops/diagrams/{process}")
def diagram(session: DbSession, actor: Operator, process: str) -> Response:
    xml = definitions.bpmn_xml(session, definitions.active(session).hash, process)
    return Response(xml, media_type="application/xml")


@router.get("/ops/cases")
def case_list(
    request: Request,
    session: DbSession,
    actor: Operator,
    q: str = "",
    state: str = "",
    process: str = "",
    number: PageNumber = 1,
) -> Response:
    rows, total = cases.search(session, q=q, state=state, process=process, page=number)
    address = request.url.remove_query_params(["page"])
    states = [("", "全部"), *cases.STATES.items()]
    return page(
        request,
        "operator/cases.html",
        "cases",
        q=q,
        state=state,
        process=process,
        processes=dict(load.processes(session)),
        chips=[
            Chip(label, f"/ops/cases?{address.include_query_params(state=code).query}", state == code)
            for code, label in states
        ],
        rows=rows,
        pages=pager(request.url, page=number, total=total, size=cases.SIZE),
    )


@router.get("/ops/cases/{instance_id}")
def case(request: Request, session: DbSession, actor: Operator, instance_id: UUID, process: str = "") -> Response:
    """One case from the inside: tokens on its diagrams, what it waits for, what went wrong."""
    row = cases.instance(session, instance_id)
    specs = definitions.specs(session, row.deployment_hash)
    active = timeline.path(session, row.id).active
    chosen = process if process in specs else active[-1].process if active else row.process
    address = f"/ops/cases/{row.id}"
    return page(
        request,
        "operator/case.html",
        "case",
        inside=cases.inside(session, row),
        picture=load.of_case(session, row, chosen),
        processes=[
            Chip(load.outline_of(session, row.deployment_hash, key).name, f"{address}?process={key}", key == chosen)
            for key in dict.fromkeys([row.process, *(step.process for step in active), chosen])
        ],
        groups=[group for group in groups(session) if any(stuck.instance_id == row.id for stuck in group.stuck)],
        address=address,
    )


@router.get("/ops/cases/{instance_id}/diagrams/{process}")
def case_diagram(session: DbSession, actor: Operator, instance_id: UUID, process: str) -> Response:
    """The diagram of the version that the case runs on."""
    row = cases.instance(session, instance_id)
    return Response(definitions.bpmn_xml(session, row.deployment_hash, process), media_type="application/xml")
