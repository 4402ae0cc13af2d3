"""Forms: which tasks use them, and what they look like."""

import json
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import NotFound
from forms import kit
from web.designer import versions
from web.ui import page
from web.ui.guards import DbSession, Designer

router = APIRouter(prefix="/design/forms")


@router.get("")
def forms(request: Request, session: DbSession, actor: Designer) -> Response:
    contents = _active(session)
    used = _used(contents)
    rows = [
        {
            "key": key,
            "title": raw.get("title", key),
            "fields": len(raw.get("properties", {})),
            "tasks": used.get(key, []),
        }
        for key, raw in _forms(contents).items()
    ]
    return page(request, "designer/forms.html", rows=rows)


@router.get("/{stage}/{task}")
def preview(request: Request, session: DbSession, actor: Designer, stage: str, task: str) -> Response:
    """The form as people see it, with option lists named instead of filled."""
    contents = _active(session)
    raw = _forms(contents).get(f"{stage}/{task}")
    if raw is None:
        raise NotFound
    form = kit.load(raw)
    options = {key: [kit.Option("", f"（选项来自 {key}）")] for key in _lists(form.fields)}
    view = kit.view(form, {}, (), options)
    return page(
        request,
        "designer/form.html",
        key=f"{stage}/{task}",
        form=view,
        tasks=_used(contents).get(f"{stage}/{task}", []),
        source=json.dumps(raw, ensure_ascii=False, indent=2),
    )


def _active(session: DbSession) -> dict[str, bytes]:
    active = next((each for each in versions.versions(session) if each.tag.text == "生效"), None)
    return versions.files(session, active.hash) if active else {}


def _forms(contents: Mapping[str, bytes]) -> dict[str, dict[str, Any]]:
    return {
        path.removeprefix("forms/").removesuffix(".json"): json.loads(body)
        for path, body in contents.items()
        if path.startswith("forms/")
    }


def _used(contents: dict[str, bytes]) -> dict[str, list[str]]:
    """The tasks of all processes by the form they show."""
    used: dict[str, list[str]] = {}
    for drawn in versions.drawn(contents):
        for step in drawn.outline.steps:
            if key := step.facts.get("表单"):
                used.setdefault(key, []).append(f"{drawn.outline.name} · {step.label}")
    return used


def _lists(fields: tuple[kit.Field, ...]) -> set[str]:
    """The option lists that fields ask for, in rows too."""
    own = {field.options_key for field in fields if field.options_key}
    return own.union(*(_lists(field.inner) for field in fields))
