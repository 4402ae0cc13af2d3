"""Signing in without a text message: by password, or by a code that staff hand out after a look at the ID card."""

from typing import Literal

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError
from engine.platform.people import queries, sign_in
from web.public.cookie import remember
from web.public.routes.sign_in import NextUrl, Slowed
from web.ui import page, redirect
from web.ui.address import address_of
from web.ui.guards import DbSession, Public
from web.ui.local import local
from web.ui.typed import TypedForm

router = APIRouter()
Way = Literal["password", "counter"]
SECRETS = {"password": ("password", "请输入密码"), "counter": ("code", "请输入登录码")}


@router.get("/signin/{way}")
def ask(request: Request, visitor: Public, way: Way, next_url: NextUrl = "") -> Response:
    return page(request, f"public/by_{way}.html", "form", name="", next=next_url)


@router.post("/signin/{way}")
def take(request: Request, slowed: Slowed, session: DbSession, visitor: Public, way: Way, typed: TypedForm) -> Response:
    """Sign in by phone or document number and the secret of this way. What was wrong of the two is not told."""
    name, next_url = typed.first("name"), typed.first("next")
    field, ask_for = SECRETS[way]
    secret = typed.text.get(field, "")
    secret = secret if isinstance(secret, str) else secret[0]
    errors = [*([] if name else [FieldError("name", "请输入手机号码或证件号码")])]
    errors += [] if secret.strip() else [FieldError(field, ask_for)]
    status, token = 422, ""
    if not errors:
        tenant_id, address = queries.authority(session).id, address_of(request)
        try:
            if way == "password":
                token = sign_in.sign_in_by_name(tenant_id, name, secret, address=address)
            else:
                token = sign_in.sign_in_at_counter(tenant_id, name, secret, address=address)
        except AppError as error:
            errors, status = [FieldError("name", error.sentence)], error.status
    if errors:
        return page(
            request, f"public/by_{way}.html", "form", status=status, name=name, next=next_url, errors=errors
        )  # fmt: skip
    return remember(request, redirect(request, local(next_url, "/my")), token)
