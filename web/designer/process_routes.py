"""Processes and decision tables by version: picture, list, problems, differences."""

from collections.abc import Sequence
from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import NotFound
from engine.workflow import decisions, lint
from web.designer import versions
from web.designer.differences import differences, rules
from web.ui import page, redirect
from web.ui.guards import DbSession, Designer
from web.ui.views import Chip, Link

router = APIRouter(prefix="/design")

View = Literal["diagram", "list", "problems", "changes"]
VIEWS: dict[View, str] = {"diagram": "图", "list": "列表", "problems": "问题", "changes": "与上一版的差异"}


@router.get("")
def overview(request: Request, session: DbSession, actor: Designer) -> Response:
    """What is in force, what waits for approval, all versions."""
    every = versions.versions(session)
    active = next((each for each in every if each.tag.text == "生效"), None)
    contents = versions.files(session, active.hash) if active else {}
    return page(
        request,
        "designer/overview.html",
        "overview",
        versions=every,
        active=active,
        processes=versions.drawn(contents),
        tables=_tables(contents),
        waiting=[each for each in every if each.waits],
    )


@router.get("/tables/{table}/v/{number}")
def table(request: Request, session: DbSession, actor: Designer, table: str, number: int) -> Response:
    version = versions.version(session, number)
    found = _table(versions.files(session, version.hash), table)
    return page(request, "designer/table.html", version=version, table=found[1], rows=rules(found[1]))


@router.get("/tables/{table}/v/{number}/file")
def table_file(session: DbSession, actor: Designer, table: str, number: int) -> Response:
    contents = versions.files(session, versions.version(session, number).hash)
    return Response(_table(contents, table)[0], media_type="application/xml")


@router.get("/{process}")
def newest(request: Request, session: DbSession, actor: Designer, process: str) -> Response:
    """The version in force."""
    active = next((each for each in versions.versions(session) if each.tag.text == "生效"), None)
    if active is None:
        raise NotFound
    versions.process_of(versions.files(session, active.hash), process)
    return redirect(request, f"/design/{process}/v/{active.number}")


@router.get("/{process}/v/{number}")
def version(
    request: Request, session: DbSession, actor: Designer, process: str, number: int, view: View = "diagram"
) -> Response:
    every = versions.versions(session)
    chosen = versions.version(session, number)
    contents = versions.files(session, chosen.hash)
    drawn = versions.process_of(contents, process)
    changed = versions.changed_in(session, drawn.path)
    before = versions.before(every, number)
    old = versions.files(session, before.hash) if before else {}
    found = [each for each in lint.check(contents) if each.file == drawn.path]
    compared = differences({drawn.path: old[drawn.path]}, {drawn.path: drawn.xml}) if drawn.path in old else []
    address = f"/design/{process}/v/{number}"
    return page(
        request,
        "designer/version.html",
        "version",
        process=drawn.outline,
        path=drawn.path,
        chosen=chosen,
        before=before,
        versions=[each for each in every if each.number in changed or each.number == number],
        view=view,
        views=[
            Chip(label, f"{address}?view={key}", key == view, _count(key, found, compared))
            for key, label in VIEWS.items()
        ],
        problems=found,
        marks={each.element: "cf-stuck" for each in found if each.element and each.is_error},
        compared=compared,
        address=address,
        crumbs=[Link("流程", "/design")],
    )


@router.get("/{process}/v/{number}/file")
def process_file(session: DbSession, actor: Designer, process: str, number: int) -> Response:
    contents = versions.files(session, versions.version(session, number).hash)
    return Response(versions.process_of(contents, process).xml, media_type="application/xml")


def _count(view: str, problems: Sequence[lint.Problem], compared: Sequence[object]) -> int | None:
    return {"problems": len(problems), "changes": len(compared)}.get(view)


def _tables(contents: dict[str, bytes]) -> list[decisions.DecisionTable]:
    tables = (body for path, body in contents.items() if path.endswith(".dmn"))
    return [table for body in tables for table in decisions.read(body).values()]


def _table(contents: dict[str, bytes], table: str) -> tuple[bytes, decisions.DecisionTable]:
    for path, body in contents.items():
        if path.endswith(".dmn") and table in (found := decisions.read(body)):
            return body, found[table]
    raise NotFound
