"""Signing in: candidates by phone and code, staff by login name and password; signing out."""

import asyncio
from typing import Annotated

from fastapi import APIRouter, Cookie, Depends, Query
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from engine.platform.people import codes, guessing, queries, sign_in
from web.public.cookie import forget, remember
from web.ui import page, redirect, roles
from web.ui.address import address_of, sms_address_of
from web.ui.guards import COOKIE, DbSession, Public
from web.ui.local import local
from web.ui.typed import TypedForm

router = APIRouter()
NextUrl = Annotated[str, Query(alias="next")]
"""Where somebody wanted to go who had to sign in first."""
WAIT = 60  # seconds until another code may be asked for


async def slow_down(typed: TypedForm) -> None:
    """Let a name that was tried wrongly from many places wait before it is answered. Holds no thread meanwhile."""
    name = typed.first("login") or typed.first("name")
    if name and (seconds := guessing.patience(name)):
        await asyncio.sleep(seconds)


Slowed = Annotated[None, Depends(slow_down)]


@router.get("/signin")
def ask_phone(request: Request, actor: Public, next_url: NextUrl = "") -> Response:
    if actor is not None:
        return redirect(request, local(next_url, roles.home_of(actor)))
    return page(request, "public/sign_in.html", "form", phone="", next=next_url)


@router.post("/signin")
def by_code(request: Request, session: DbSession, visitor: Public, typed: TypedForm) -> Response:
    """Without `code`: send one and ask for it; with `again` from the page that asks for it. With it: sign in."""
    phone, next_url = typed.first("phone"), typed.first("next")
    if "code" not in typed.text:
        try:
            codes.request_code(session, phone, address=sms_address_of(request), voice=bool(typed.first("voice")))
        except AppError as error:
            if typed.first("again"):
                return ask_code(request, phone, next_url, "/signin", error)
            return page(
                request, "public/sign_in.html", "form", status=error.status, phone=phone, next=next_url,
                errors=[FieldError("phone", error.sentence)],
            )  # fmt: skip
        return ask_code(request, phone, next_url, "/signin", called=bool(typed.first("voice")))
    tenant_id = queries.authority(session).id
    try:
        token = sign_in.sign_in_by_code(tenant_id, phone, typed.first("code"))
    except AppError as error:
        return ask_code(request, phone, next_url, "/signin", error)
    return remember(request, redirect(request, local(next_url, "/my")), token)


def ask_code(
    request: Request, phone: str, next_url: str, action: str, error: AppError | None = None, *, called: bool = False
) -> Response:
    """The page that asks for the code; after a fresh one the button for another counts down."""
    return page(
        request,
        "public/code.html",
        "form",
        status=error.status if error else 200,
        phone=phone,
        next=next_url,
        action=action,
        wait=0 if error else WAIT,
        called=called,
        errors=[FieldError("code", error.sentence)] if error else [],
    )


@router.get("/signin/staff")
def ask_password(request: Request, visitor: Public, next_url: NextUrl = "") -> Response:
    return page(request, "public/staff.html", "form", login="", next=next_url)


@router.post("/signin/staff")
def by_password(request: Request, slowed: Slowed, session: DbSession, visitor: Public, typed: TypedForm) -> Response:
    login, next_url = typed.first("login"), typed.first("next")
    tenant_id = queries.authority(session).id
    missing = [
        FieldError(name, sentence)
        for name, sentence in (("login", "请输入账号"), ("password", "请输入密码"))
        if not typed.first(name)
    ]
    try:
        token = (
            None
            if missing
            else sign_in.sign_in_by_password(tenant_id, login, str(typed.text["password"]), address=address_of(request))
        )
    except AppError as error:
        return page(
            request, "public/staff.html", "form", status=error.status, login=login, next=next_url,
            errors=[FieldError("login", error.sentence)],
        )  # fmt: skip
    if token is None:
        return page(
            request, "public/staff.html", "form", status=422, login=login, next=next_url, errors=missing
        )  # fmt: skip
    return remember(request, redirect(request, local(next_url, "/start")), token)


@router.get("/start")
def start(request: Request, actor: Public) -> Response:
    """Where a person begins: the first desk of staff, a candidate's home, the public home."""
    return redirect(request, roles.home_of(actor) if actor else "/")


@router.get("/signout")
def ask_sign_out(request: Request, visitor: Public) -> Response:
    return page(request, "public/sign_out.html")


@router.post("/signout")
def sign_out(request: Request, visitor: Public, token: Annotated[str | None, Cookie(alias=COOKIE)] = None) -> Response:
    if token:
        sign_in.sign_out(token)
    return forget(redirect(request, "/", toast="已退出登录"))
