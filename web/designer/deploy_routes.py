"""Publishing: upload and check, then a second person approves. Running cases keep their version."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import FieldError
from engine.workflow import definitions
from engine.workflow.errors import BadDefinition
from engine.workflow.problem import Problem
from forms import kit
from web.designer import publish, versions
from web.designer.differences import differences
from web.ui import page, redirect
from web.ui.guards import DbSession, DeployApprover, Designer
from web.ui.typed import TypedForm

router = APIRouter(prefix="/design/deploy")
MOST_SHOWN = 100  # problems on one page; their number is told whole


@router.get("")
def ask(request: Request, session: DbSession, actor: Designer) -> Response:
    return page(
        request, "designer/deploy.html", "form", note="", path="", problems=[],
        waiting=[each for each in versions.versions(session) if each.waits],
    )  # fmt: skip


@router.post("")
def propose(request: Request, session: DbSession, actor: Designer, typed: TypedForm) -> Response:
    """Check the uploaded files together with all others; without errors they wait for the second person."""
    note, path = typed.first("note"), typed.first("path")
    active = definitions.latest(session)
    known = versions.files(session, active.hash) if active else {}
    merged = publish.merge(known, typed.files("files"), path)
    errors = [*merged.errors, *([] if note else [FieldError("note", "请输入修改说明")])]
    problems: list[Problem] = []
    if not errors and dict(merged.files) == known:
        errors = [FieldError("files", "这些文件与生效的版本完全相同，没有可发布的内容")]
    if not errors and (problems := kit.faults_in(merged.files)):
        errors = [FieldError("files", BadDefinition(problems).sentence)]
    if not errors:
        try:
            proposed = definitions.propose(session, actor, merged.files, note=note)
            return redirect(request, f"/design/deploy/{proposed.number}", toast="检查通过，等待另一人批准")
        except BadDefinition as refused:
            problems = refused.problems
            errors = [FieldError("files", refused.sentence)]
    return page(
        request, "designer/deploy.html", "form", status=422, note=note, path=path, problems=problems[:MOST_SHOWN],
        errors=errors,
        waiting=[each for each in versions.versions(session) if each.waits],
    )  # fmt: skip


@router.get("/{number}")
def proposal(request: Request, session: DbSession, actor: Designer, number: int) -> Response:
    """What would change, and the button for the second person."""
    version = versions.version(session, number)
    active = next((each for each in versions.versions(session) if each.tag.text == "生效"), None)
    old = versions.files(session, active.hash) if active else {}
    own = version.proposed_by == actor.person_id
    return page(
        request,
        "designer/proposal.html",
        version=version,
        active=active,
        compared=differences(old, versions.files(session, version.hash)) if version.waits else [],
        may_approve=version.waits and actor.has_role("deploy_approver") and not own,
        own=own,
    )


@router.post("/{number}/approve")
def approve(request: Request, session: DbSession, actor: DeployApprover, number: int) -> Response:
    version = versions.version(session, number)
    definitions.approve(session, actor, version.id)
    return redirect(request, "/design", toast=f"版本 {number} 已生效，在办案件仍按原版本办理")
