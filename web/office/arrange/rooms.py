"""Exam rooms, and the rules of an authority's arrangements."""

from typing import Any
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError, InvalidForm
from forms import kit
from processes.arrange import queries, service
from processes.arrange.errors import RoomInUse, RoomNameTaken, RoomTooSmall
from processes.arrange.service import RoomFacts
from processes.catalogue.subjects import Subject
from web.office.arrange import forms
from web.ui import page, redirect
from web.ui.guards import Arranger, DbSession
from web.ui.typed import TypedForm
from web.ui.views import Tag

router = APIRouter()


@router.get("/rooms")
def index(request: Request, session: DbSession, actor: Arranger) -> Response:
    rows = [
        {
            "name": row.name,
            "href": f"/arrange/rooms/{row.id}",
            "institution": institution.short_name,
            "address": row.address,
            "capacity": row.capacity,
            "subjects": "、".join(Subject(each).title for each in row.subjects),
            "tag": Tag("启用", "ok") if row.active else Tag("停用"),
        }
        for row, institution in queries.rooms(session, active=False)
    ]
    return page(request, "office/arrange/rooms.html", rooms=rows)


@router.get("/rooms/new")
def new(request: Request, session: DbSession, actor: Arranger) -> Response:
    return _draw(request, session, None, {"capacity": 30, "columns": 5})


@router.post("/rooms/new")
def add(request: Request, session: DbSession, actor: Arranger, typed: TypedForm) -> Response:
    checked = kit.check(forms.room_form(new=True), typed.text, options=forms.room_options(session))
    if checked.errors:
        return _draw(request, session, None, checked.typed, checked.errors)
    try:
        service.add_room(session, actor, UUID(checked.values["institution"]), _facts(checked.values, active=True))
    except RoomNameTaken as refusal:
        return _draw(request, session, None, checked.typed, [FieldError("name", refusal.sentence)])
    return redirect(request, "/arrange/rooms", toast="考场已登记")


@router.get("/rooms/{room_id}")
def edit(request: Request, session: DbSession, actor: Arranger, room_id: UUID) -> Response:
    row = queries.room(session, room_id)
    values = {
        "name": row.name, "address": row.address, "capacity": row.capacity, "columns": row.columns,
        "subjects": list(row.subjects), "active": row.active,
    }  # fmt: skip
    return _draw(request, session, room_id, values)


@router.post("/rooms/{room_id}")
def change(request: Request, session: DbSession, actor: Arranger, room_id: UUID, typed: TypedForm) -> Response:
    queries.room(session, room_id)
    checked = kit.check(forms.room_form(new=False), typed.text, options=forms.room_options(session))
    if checked.errors:
        return _draw(request, session, room_id, checked.typed, checked.errors)
    facts = _facts(checked.values, active=bool(checked.values.get("active")))
    fields: dict[type[AppError], str] = {RoomNameTaken: "name", RoomTooSmall: "capacity", RoomInUse: "active"}
    try:
        service.change_room(session, actor, room_id, facts)
    except (RoomNameTaken, RoomTooSmall, RoomInUse) as refusal:
        error = FieldError(fields[type(refusal)], refusal.sentence)
        return _draw(request, session, room_id, checked.typed, [error])
    return redirect(request, "/arrange/rooms", toast="考场已保存")


@router.get("/rules")
def rules(request: Request, session: DbSession, actor: Arranger) -> Response:
    row = queries.rules(session)
    return _rules_page(request, {"ticket_template": row.ticket_template, "notes": row.notes})


@router.post("/rules")
def change_rules(request: Request, session: DbSession, actor: Arranger, typed: TypedForm) -> Response:
    checked = kit.check(forms.rules_form(), typed.text)
    errors = list(checked.errors)
    if not errors:
        try:
            service.change_rules(session, actor, **checked.values)
            return redirect(request, "/arrange/rules", toast="规则已保存")
        except InvalidForm as refusal:
            errors = refusal.errors
    return _rules_page(request, checked.typed, errors)


def _facts(values: dict[str, Any], *, active: bool) -> RoomFacts:
    return RoomFacts(
        values["name"], values["address"], values["capacity"], values["columns"], values["subjects"], active
    )


def _draw(
    request: Request,
    session: Session,
    room_id: UUID | None,
    values: dict[str, Any],
    errors: list[FieldError] | None = None,
) -> Response:
    form = forms.room_form(new=room_id is None)
    return page(
        request,
        "office/arrange/form.html",
        status=422 if errors else 200,
        form=kit.view(form, values, errors or [], forms.room_options(session)),
        errors=errors or [],
        back=("/arrange/rooms", "全部考场"),
        action=f"/arrange/rooms/{room_id or 'new'}",
    )


def _rules_page(request: Request, values: dict[str, Any], errors: list[FieldError] | None = None) -> Response:
    return page(
        request,
        "office/arrange/form.html",
        status=422 if errors else 200,
        form=kit.view(forms.rules_form(), values, errors or []),
        errors=errors or [],
        back=("/arrange", "编排"),
        action="/arrange/rules",
    )
