"""A browser without JavaScript, for tests of routes: real forms over ASGI, cookies kept, no redirects followed."""

import asyncio
import html
import re
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import httpx
from fastapi import APIRouter, FastAPI

from engine.platform.database import system_work, work
from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.people.service import ensure_person, ensure_staff_account, grant
from engine.platform.people.sign_in import hash_password, sign_in_by_password
from web.ui import failures
from web.ui.edge import Edge
from web.ui.guards import COOKIE

PASSWORD = "一段足够长的口令 2026"
_HASHES: dict[str, str] = {}
_APPS: list[tuple[tuple[APIRouter, ...], FastAPI]] = []


def app_of(*routers: APIRouter) -> FastAPI:
    """The routes under test behind the real edge and renderer of refusals.

    One application serves all tests of the same routers: working out its routes takes longer than most tests.
    """
    for known, app in _APPS:
        if len(known) == len(routers) and all(one is other for one, other in zip(known, routers, strict=True)):
            return app
    app = FastAPI()
    app.add_middleware(Edge)
    failures.install(app)
    for router in routers:
        app.include_router(router)
    _APPS.append((routers, app))
    return app


class Visitor:
    def __init__(self, app: FastAPI, token: str | None = None) -> None:
        self.app = app
        self.cookies = httpx.Cookies({COOKIE: token} if token else {})
        self.person: Actor | None = None

    def get(self, url: str, **headers: str) -> httpx.Response:
        return self._send("GET", url, headers=headers)

    def post(self, url: str, data: Mapping[str, str | list[str]] | None = None, **headers: str) -> httpx.Response:
        return self._send("POST", url, data=dict(data or {}), headers=headers)

    def send_raw(self, url: str, body: bytes, kind: str) -> httpx.Response:
        """Post bytes that are no well-formed form."""
        return self._send("POST", url, content=body, headers={"Content-Type": kind})

    def _send(self, method: str, url: str, **options: Any) -> httpx.Response:
        async def send() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1:8000", cookies=self.cookies
            ) as client:
                answer = await client.request(method, url, **options)
                self.cookies = client.cookies
                return answer

        return asyncio.run(send())


def staff(app: FastAPI, tenant: UUID, name: str, *groups: str) -> Visitor:
    """A signed-in member of staff with these roles; commits."""
    hashed = _HASHES.setdefault(PASSWORD, hash_password(PASSWORD))
    with system_work() as system:
        account = ensure_staff_account(system, login=name, password_hash=hashed)
    with work(tenant) as session:
        person = ensure_person(session, account.id, phone=None, name=name)
        for group in groups:
            grant(session, Actor.system(tenant), person, group)
    visitor = Visitor(app, sign_in_by_password(tenant, name, PASSWORD))
    with work(tenant) as session:
        visitor.person = people.actor(session, person.id)
    return visitor


def values_on(page: str) -> dict[str, str]:
    """What the inputs of a page hold, as a browser would send it."""
    found = {}
    for tag in re.findall(r"<input\b[^>]*>", page):
        attributes = dict(re.findall(r'([\w-]+)="([^"]*)"', tag))
        chosen = attributes.get("type") not in ("checkbox", "radio") or re.search(r"\schecked\b", tag)
        if "name" in attributes and chosen:
            found[attributes["name"]] = html.unescape(attributes.get("value", ""))
    for name, body in re.findall(r'<select\b[^>]*\bname="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        selected = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = html.unescape(selected[1]) if selected else ""
    for name, body in re.findall(r'<textarea\b[^>]*\bname="([^"]*)"[^>]*>\n?(.*?)</textarea>', page, re.DOTALL):
        found[name] = html.unescape(body)
    return found
