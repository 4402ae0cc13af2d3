"""Registering: phone, consent, code. The account and the person come to be when the code is right."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from engine.platform.people import codes, queries, sign_in
from web.public.cookie import remember
from web.public.routes.sign_in import ask_code
from web.ui import page, redirect
from web.ui.address import sms_address_of
from web.ui.guards import DbSession, Public
from web.ui.typed import TypedForm

router = APIRouter()


@router.get("/register")
def ask(request: Request, visitor: Public) -> Response:
    return page(request, "public/register.html", "form", phone="", agreed=False)


@router.post("/register")
def register(request: Request, session: DbSession, visitor: Public, typed: TypedForm) -> Response:
    """Without `code`: check phone and consent, send a code and ask for it. With it: register and sign in."""
    phone, agreed = typed.first("phone"), typed.first("agree") == "true"
    if "code" in typed.text:
        try:
            token = sign_in.sign_in_by_code(queries.authority(session).id, phone, typed.first("code"))
        except AppError as error:
            return ask_code(request, phone, "", "/register", error)
        return remember(request, redirect(request, "/my", toast="注册成功，已登录"), token)
    errors = [] if agreed else [FieldError("agree", "请阅读并勾选同意隐私说明")]
    status = 422
    try:
        codes.normal_phone(phone)
        if not errors:
            codes.request_code(session, phone, address=sms_address_of(request), voice=bool(typed.first("voice")))
    except AppError as error:
        if typed.first("again"):
            return ask_code(request, phone, "", "/register", error)
        errors.insert(0, FieldError("phone", error.sentence))
        status = error.status
    if errors:
        return page(
            request, "public/register.html", "form", status=status, phone=phone, agreed=agreed, errors=errors
        )  # fmt: skip
    return ask_code(request, phone, "", "/register", called=bool(typed.first("voice")))
