"""The counter: somebody stands there with the ID card, because no text message arrives or the old phone is gone."""

from uuid import UUID

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import crypto
from engine.platform.errors import AppError, FieldError
from engine.platform.people import queries as people
from engine.platform.people.models import Person
from engine.platform.text import date_cn, mask_id, mask_phone
from processes.apply import counter
from web.ui import page, redirect
from web.ui.guards import CounterClerk, DbSession
from web.ui.typed import Typed, TypedForm
from web.ui.views import Row

router = APIRouter(prefix="/counter")
UNSEEN = FieldError("seen", "请先核对身份证原件和本人，再勾选")


@router.get("")
def ask(request: Request, session: DbSession, actor: CounterClerk) -> Response:
    return page(request, "office/counter.html", "form", name="", id_number="", choices=[])


@router.post("")
def find(request: Request, session: DbSession, actor: CounterClerk, typed: TypedForm) -> Response:
    """Find the person by what the ID card says; both must be right."""
    name, number = typed.first("name"), typed.first("id_number")
    errors = [] if name else [FieldError("name", "请输入姓名")]
    errors += [] if number else [FieldError("id_number", "请输入证件号码")]
    status = 422
    if not errors:
        try:
            found = counter.find(session, actor, name=name, id_number=number)
            if len(found) == 1:
                return redirect(request, f"/counter/{found[0].id}")
            choices = [
                Row(_phone(row), f"{row.name}，{date_cn(row.created_at)} 注册", f"/counter/{row.id}", "选择")
                for row in found
            ]
            return page(request, "office/counter.html", "form", name=name, id_number=number, choices=choices)
        except AppError as refusal:
            errors, status = [FieldError("id_number", refusal.sentence)], refusal.status
    return page(
        request, "office/counter.html", "form", status=status, name=name, id_number=number, choices=[], errors=errors
    )  # fmt: skip


@router.get("/{person_id}")
def show(request: Request, session: DbSession, actor: CounterClerk, person_id: UUID) -> Response:
    return _draw(request, counter.served(session, actor, person_id))


@router.post("/{person_id}/code")
def hand_out(request: Request, session: DbSession, actor: CounterClerk, person_id: UUID, typed: TypedForm) -> Response:
    """Show a one-time code, once. Raises NobodyToServe, NotAtCounter, TooMany."""
    person = counter.served(session, actor, person_id)
    if not typed.first("seen"):
        return _draw(request, person, errors=[UNSEEN], form="code")
    return _draw(request, person, code=counter.hand_out_code(session, actor, person))


@router.post("/{person_id}/phone")
def change(request: Request, session: DbSession, actor: CounterClerk, person_id: UUID, typed: TypedForm) -> Response:
    """Without `code`: send one to the new phone and ask for it. With it: change the phone."""
    person = counter.served(session, actor, person_id)
    phone = typed.first("new_phone")
    if not typed.first("seen"):
        return _draw(request, person, errors=[UNSEEN], form="phone", phone=phone)
    try:
        if "code" not in typed.text:
            counter.send_code(session, actor, person, phone)
            return _draw(request, person, form="phone", phone=phone, sent=True)
        return _change(request, session, actor, person, typed)
    except AppError as refusal:
        sent = "code" in typed.text
        errors = [FieldError("code" if sent else "new_phone", refusal.sentence)]
        return _draw(request, person, errors=errors, form="phone", phone=phone, sent=sent, status=refusal.status)


def _change(request: Request, session: Session, actor: CounterClerk, person: Person, typed: Typed) -> Response:
    counter.change_phone(session, actor, person, typed.first("new_phone"), typed.first("code"))
    return redirect(request, f"/counter/{person.id}", toast="手机号码已变更，新旧号码都会收到短信")


def _phone(person: Person) -> str:
    phone = people.phone_of(person)
    return mask_phone(phone) if phone else "没有"


def _draw(
    request: Request,
    person: Person,
    *,
    code: str = "",
    form: str = "",
    phone: str = "",
    sent: bool = False,
    errors: list[FieldError] | None = None,
    status: int = 422,
) -> Response:
    number = crypto.decrypt(person.id_number_encrypted, person.id) if person.id_number_encrypted else ""
    return page(
        request,
        "office/counter_person.html",
        "person",
        status=status if errors else 200,
        person_id=person.id,
        rows=[
            Row("姓名", person.name),
            Row("证件号码", mask_id(number), mono=True),
            Row("手机号码", _phone(person), mono=True),
        ],
        code=f"{code[:4]} {code[4:]}" if code else "",
        form=form,
        phone=phone,
        sent=sent,
        errors=errors or [],
    )
