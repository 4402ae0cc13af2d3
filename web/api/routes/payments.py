"""Notices of the payment gateways, answered as each protocol wants it: within five seconds, after they are stored."""

from typing import Annotated

from fastapi import APIRouter, Depends
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from engine.platform import log
from engine.platform.errors import AppError
from processes.pay.ports import Forged, Stale, Unreadable
from processes.pay.receive import receive
from web.ui.failures import TooMuch
from web.ui.guards import SignedCaller

router = APIRouter(prefix="/payments")
LARGEST = 64 * 1024
_log = log.logger("api")


async def raw_body(request: Request) -> bytes:
    """The bytes as they came: a signature is over them. Raises TooMuch."""
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > LARGEST:
            raise TooMuch
        parts.append(part)
    return b"".join(parts)


RawBody = Annotated[bytes, Depends(raw_body)]


@router.post("/wechat/notice")
def wechat(request: Request, caller: SignedCaller, body: RawBody) -> Response:
    """The HTTP status decides whether WeChat sends it again."""
    status, why = _take("wechat", request, body)
    if status == 200:
        return Response(status_code=204)
    return JSONResponse({"code": "FAIL", "message": why}, status)


@router.post("/alipay/notice")
def alipay(request: Request, caller: SignedCaller, body: RawBody) -> Response:
    """Only the exact text `success` keeps Alipay from sending it again."""
    status, _ = _take("alipay", request, body)
    return PlainTextResponse("success" if status == 200 else "failure", status)


def _take(channel: str, request: Request, body: bytes) -> tuple[int, str]:
    """Status and why; 200 once it is stored."""
    try:
        receive(channel, {name.lower(): value for name, value in request.headers.items()}, body)
    except (Forged, Stale) as refusal:
        _log.warning("notice refused", channel=channel, why=type(refusal).__name__)
        return 401, "签名不符，或时间相差 5 分钟以上"
    except Unreadable as refusal:
        _log.warning("notice refused", channel=channel, why=type(refusal).__name__)
        return 400, "报文不符合规范"
    except AppError as refusal:
        _log.warning("notice refused", channel=channel, why=refusal.code)
        return refusal.status, refusal.sentence
    return 200, ""
