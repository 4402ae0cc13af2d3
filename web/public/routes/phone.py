"""Another phone for one's own account: the old phone's code, the new number, its code."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import throttle
from engine.platform.errors import AppError, FieldError, NotFound
from engine.platform.people import Actor, codes, phones, queries
from engine.platform.people.errors import ProofExpired
from engine.platform.people.models import Person
from engine.platform.text import mask_phone
from web.ui import page, redirect
from web.ui.address import sms_address_of
from web.ui.guards import DbSession, SignedIn
from web.ui.typed import Typed, TypedForm

router = APIRouter(prefix="/account/phone")
WAIT = 60
TRIES = 10  # new numbers a person may name in a day: the answer tells whether one is registered


@router.get("")
def begin(request: Request, session: DbSession, actor: SignedIn) -> Response:
    return _draw(request, _own(session, actor)[1], "begin")


@router.post("")
def go_on(request: Request, session: DbSession, actor: SignedIn, typed: TypedForm) -> Response:
    """`step` is what was answered: begin, old (its code), new (the number), code (its code), again (send anew)."""
    person, old = _own(session, actor)
    step, proof, new = typed.first("step"), typed.first("proof"), typed.first("new_phone")
    try:
        match step:
            case "old":
                phones.spend_code(old, typed.first("code"))
                return _draw(request, old, "new", proof=phones.proof_of_old(actor))
            case "new" | "again":
                phones.refuse_stale(actor, proof)
                throttle.hit(f"phone-change:{actor.person_id}", TRIES, 86_400)
                plain = phones.refuse_taken(person, new)
                codes.request_code(session, plain, address=sms_address_of(request))
                return _draw(request, old, "code", proof=proof, new=plain, wait=WAIT)
            case "code":
                return _change(request, session, actor, person, typed)
            case _:
                codes.request_code(session, old, address=sms_address_of(request))
                return _draw(request, old, "old", wait=WAIT)
    except ProofExpired as refusal:
        return _draw(request, old, "begin", error=refusal, field="begin")
    except AppError as refusal:
        shown = {"old": "old", "new": "new", "code": "code", "again": "code"}.get(step, "begin")
        shown = "old" if typed.first("resend") else shown
        field = {"new": "new_phone", "begin": "begin"}.get(shown, "code")
        return _draw(request, old, shown, proof=proof, new=new, error=refusal, field=field)


def _change(request: Request, session: Session, actor: Actor, person: Person, typed: Typed) -> Response:
    phones.refuse_stale(actor, typed.first("proof"))
    phone = phones.refuse_taken(person, typed.first("new_phone"))
    phones.spend_code(phone, typed.first("code"))
    phones.change_phone(session, actor, person, phone, how="code")
    return redirect(request, "/account", toast=f"手机号码已改为 {mask_phone(phone)}")


def _own(session: Session, actor: Actor) -> tuple[Person, str]:
    """One's row and phone. Raises NotFound for staff, who sign in without one."""
    person = queries.person(session, actor.person_id)
    phone = queries.phone_of(person)
    if phone is None:
        raise NotFound
    return person, phone


def _draw(
    request: Request,
    old: str,
    step: str,
    *,
    proof: str = "",
    new: str = "",
    wait: int = 0,
    error: AppError | None = None,
    field: str = "",
) -> Response:
    return page(
        request,
        "public/phone.html",
        "form",
        status=error.status if error else 200,
        step=step,
        old=mask_phone(old),
        old_plain=old,
        proof=proof,
        new=new,
        wait=wait,
        errors=[FieldError(field, error.sentence)] if error else [],
    )
