"""What the client asks and opens: the version, the way in, the test of the machine it runs on."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response

from engine.platform import clock, throttle
from engine.platform.errors import InvalidForm
from engine.platform.settings import settings
from processes.sit import machines
from processes.sit.machines import Report
from web.ui import page, redirect
from web.ui.guards import DbSession, Public
from web.ui.typed import Typed, TypedForm

router = APIRouter(prefix="/exam")
COOKIE = "certflow_kiosk"
TRIES, WITHIN = 60, 600
MOST_MS, MOST_PIXELS, MOST_REQUESTS = 10**9, 20_000, 100


@router.get("/kiosk/version")
def version(visitor: Public) -> Response:
    return PlainTextResponse(machines.VERSION)


@router.get("/kiosk/time")
def moment(session: DbSession, visitor: Public) -> Response:
    """The server's own time in milliseconds, for a machine to compare with; a demo's moved clock is no measure."""
    headers = {"Cache-Control": "no-store"}
    return JSONResponse({"now_ms": int((clock.now() - clock.moved()).timestamp() * 1000)}, headers=headers)


@router.get("/kiosk")
def begin(request: Request, visitor: Public, version: str = "", code: str = "") -> Response:
    """Where the client lands: it is remembered that this browser was started by it, then the exam or the test opens."""
    plain = code.strip().upper()
    letters = bool(plain) and set(plain) <= set(machines.CODE_LETTERS)
    answer = redirect(request, f"/exam/machine/{plain}" if letters else "/exam")
    secure = settings().base_url.startswith("https://")
    answer.set_cookie(COOKIE, version[:10], path="/exam", httponly=True, samesite="lax", secure=secure)
    return answer


@router.get("/machine/{code}")
def test(request: Request, session: DbSession, visitor: Public, code: str) -> Response:
    """The page that tests the machine. Raises NoSuchMachine."""
    row = machines.by_code(session, _bounded(request, code))
    return page(request, "examroom/machine_test.html", machine=row, version=_version(request), done=False, problems=[])


@router.post("/machine/{code}")
def report(request: Request, session: DbSession, visitor: Public, code: str, typed: TypedForm) -> Response:
    """What the page found; judged and kept. Raises NoSuchMachine, InvalidForm."""
    row = machines.keep_test(session, _bounded(request, code), _report(request, typed))
    return page(
        request,
        "examroom/machine_test.html",
        machine=row,
        version=row.version,
        done=True,
        problems=row.problems,
    )


def _bounded(request: Request, code: str) -> str:
    """Codes are not to be guessed: so many tries an address. Raises TooMany."""
    throttle.hit(f"exam-machine:{request.client.host if request.client else ''}", TRIES, WITHIN)
    return code[: machines.CODE_LENGTH + 1]


def _report(request: Request, typed: Typed) -> Report:
    """Raises InvalidForm for what a browser would not say."""
    return Report(
        version=_version(request),
        browser=request.headers.get("user-agent", "")[:200],
        width=_number(typed, "width", MOST_PIXELS),
        height=_number(typed, "height", MOST_PIXELS),
        storage=typed.first("storage") == "1",
        crypto=typed.first("crypto") == "1",
        fullscreen=typed.first("fullscreen") == "1",
        skew_ms=_number(typed, "skew_ms", MOST_MS),
        delay_ms=_number(typed, "delay_ms", MOST_MS),
        asked=_number(typed, "asked", MOST_REQUESTS),
        lost=_number(typed, "lost", MOST_REQUESTS),
    )


def _number(typed: Typed, name: str, most: int) -> int:
    text = typed.first(name)
    digits = text.removeprefix("-")
    if not (digits.isascii() and digits.isdigit() and len(digits) < 12) or not -most <= int(text) <= most:
        raise InvalidForm([])
    return int(text)


def _version(request: Request) -> str:
    return request.cookies.get(COOKIE, "")[:10]
