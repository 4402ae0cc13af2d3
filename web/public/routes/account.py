"""One's own account, for candidates and staff: what it is signed in with, the password."""

from fastapi import APIRouter
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform import crypto
from engine.platform.errors import FieldError
from engine.platform.people import Actor, passwords, queries
from engine.platform.people.errors import BadPassword, Locked, WrongPassword
from engine.platform.text import mask_id, mask_phone
from web.ui import page, redirect
from web.ui.guards import DbSession, SignedIn
from web.ui.typed import TypedForm
from web.ui.views import Row

router = APIRouter(prefix="/account")


@router.get("")
def show(request: Request, session: DbSession, actor: SignedIn) -> Response:
    person = queries.person(session, actor.person_id)
    phone, number = queries.phone_of(person), _number(session, actor)
    secured = passwords.has_password(actor.account_id)
    rows = [Row("姓名", person.name or "申请时填写")]
    if phone or not actor.is_staff:
        rows.append(Row("手机号码", mask_phone(phone) if phone else "没有", "/account/phone" if phone else None))
    if number:
        rows.append(Row("证件号码", mask_id(number)))
    rows.append(Row("登录密码", "已设置" if secured else "未设置", "/account/password"))
    return page(request, "public/account.html", rows=rows, secured=secured, staff=actor.is_staff)


@router.get("/password")
def ask(request: Request, session: DbSession, actor: SignedIn) -> Response:
    return _draw(request, actor)


@router.post("/password")
def change(request: Request, session: DbSession, actor: SignedIn, typed: TypedForm) -> Response:
    """Change the password, or set a first one. Other browsers are signed out. Raises NotFresh."""
    current, new, again = (_secret(typed.text.get(name)) for name in ("current", "new", "again"))
    errors = _missing(actor, current, new, again)
    status = 422
    if not errors:
        try:
            passwords.change_password(session, actor, current=current, new=new, known=_known(session, actor))
        except (WrongPassword, Locked) as refusal:
            sentence = "当前密码不正确" if isinstance(refusal, WrongPassword) else refusal.sentence
            errors, status = [FieldError("current", sentence)], refusal.status
        except BadPassword as refusal:
            errors = [FieldError("new", refusal.sentence)]
    if errors:
        return _draw(request, actor, errors, status)
    return redirect(request, "/account", toast="密码已修改，其他设备已退出登录")


def _draw(request: Request, actor: Actor, errors: list[FieldError] | None = None, status: int = 200) -> Response:
    secured, fresh = passwords.has_password(actor.account_id), passwords.is_fresh(actor.session_id)
    return page(
        request,
        "public/password.html",
        "form",
        status=status,
        secured=secured,
        ask_current=secured and not fresh,
        possible=secured or fresh,
        errors=errors or [],
    )


def _missing(actor: Actor, current: str, new: str, again: str) -> list[FieldError]:
    asked = passwords.has_password(actor.account_id) and not passwords.is_fresh(actor.session_id)
    errors = [FieldError("current", "请输入当前密码")] if asked and not current else []
    if not new:
        errors.append(FieldError("new", "请输入新密码"))
    elif new != again:
        errors.append(FieldError("again", "两次输入的新密码不一致"))
    return errors


def _known(session: Session, actor: Actor) -> tuple[str, ...]:
    """What others know of the person, and what a password therefore must not contain."""
    phone = queries.phone_of(queries.person(session, actor.person_id))
    login = passwords.login_of(actor.account_id)
    return tuple(each for each in (phone, login, _number(session, actor)) if each and len(each) > 3)


def _number(session: Session, actor: Actor) -> str:
    person = queries.person(session, actor.person_id)
    return crypto.decrypt(person.id_number_encrypted, person.id) if person.id_number_encrypted else ""


def _secret(value: str | list[str] | None) -> str:
    """A password as it was typed, blanks included."""
    return value if isinstance(value, str) else (value or [""])[0]
