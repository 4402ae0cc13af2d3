"""How a refusal is told: a page, a fragment for htmx, or JSON. Refusals have their own sentence; bugs a trace id."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from engine.platform.errors import AppError, InvalidForm, NotFound
from engine.platform.people.errors import SignedOut
from web.ui.guards import settle
from web.ui.local import local
from web.ui.page import page, wants_fragment

TITLES: Mapping[int, str] = {
    401: "请先登录",
    403: "您没有权限",
    404: "没有找到这个页面",
    405: "这个地址不能这样使用",
    409: "没有办成",
    413: "文件太大",
    422: "有内容需要修改",
    423: "暂时不能登录",
    429: "请稍后再试",
    500: "系统出了问题",
    503: "请稍后再试",
}
ICONS: Mapping[int, str] = {
    401: "person-lock",
    403: "lock",
    404: "signpost",
    423: "lock",
    429: "hourglass-split",
    503: "hourglass-split",
}


class WrongMethod(AppError):
    code, status = "wrong_method", 405
    message = "请从页面上的按钮或链接进入。"


class TooMuch(AppError):
    code, status = "too_much", 413
    message = "一次提交的内容太大。每份文件不超过 10 MB，请减少后分次上传。"


class BadRequest(AppError):
    code, status = "bad_request", 400
    message = "提交的内容不完整，没有保存。请返回上一页再试。"


class CrossSite(AppError):
    code, status = "cross_site", 403
    message = "这次提交来自别的网站，没有执行。请在本站页面上操作。"


class Broken(AppError):
    code, status = "broken", 500
    message = "系统出了问题，刚才的操作没有完成，已有内容不受影响。请稍后再试；如仍不行，请告知工作人员编号 {trace}。"


class Unavailable(AppError):
    code, status = "unavailable", 503
    message = "系统正在恢复，通常不到一分钟。请稍后先核对刚才的内容是否已经办理，没有办理的再提交一次。"


_BY_STATUS: Mapping[int, type[AppError]] = {404: NotFound, 405: WrongMethod, 413: TooMuch}


def answer(request: Request, error: AppError) -> Response:
    """The refusal in the form the caller asked for, with its status."""
    if _wants_json(request):
        return JSONResponse(as_json(error), error.status)
    settle(request)
    signed_out = isinstance(error, SignedOut)
    sign_in = f"/signin?next={quote(_path(request))}" if signed_out else None
    if sign_in and request.method == "GET" and not wants_fragment(request):
        return RedirectResponse(sign_in, 303)
    response = page(
        request,
        "ui/refusal.html",
        "refusal",
        status=error.status,
        title=TITLES.get(error.status, "没有办成"),
        icon=ICONS.get(error.status, "exclamation-circle"),
        sentence=error.sentence,
        errors=error.errors if isinstance(error, InvalidForm) else [],
        sign_in=sign_in,
        back=local(_path(request), "/") if request.method != "GET" else None,
    )
    if wants_fragment(request):
        # what the person is typing stays on the page; the sentence appears above it
        response.headers["HX-Retarget"] = "#cf-alert"
        response.headers["HX-Reswap"] = "innerHTML"
    return response


def as_json(error: AppError) -> dict[str, Any]:
    body: dict[str, Any] = {"code": error.code, "message": error.sentence}
    if isinstance(error, InvalidForm):
        body["errors"] = [{"path": fault.path, "message": fault.message} for fault in error.errors]
    return body


def install(app: FastAPI) -> None:
    app.add_exception_handler(AppError, _refused)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(RequestValidationError, _invalid)


async def _refused(request: Request, error: Exception) -> Response:
    assert isinstance(error, AppError)
    return answer(request, error)


async def _http(request: Request, error: Exception) -> Response:
    assert isinstance(error, HTTPException)
    return answer(request, _BY_STATUS.get(error.status_code, BadRequest)())


async def _invalid(request: Request, error: Exception) -> Response:
    """A path or query that no page of ours links to: as good as a wrong address."""
    assert isinstance(error, RequestValidationError)
    outside_body = all(fault["loc"][:1] != ("body",) for fault in error.errors())
    return answer(request, NotFound() if outside_body else BadRequest())


def _wants_json(request: Request) -> bool:
    accepts = request.headers.get("Accept", "")
    return request.url.path.startswith("/api/") or (
        accepts.startswith("application/json") and not wants_fragment(request)
    )


def _path(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
