"""A candidate at a phone: signed in, walking the wizard by posting its real forms."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
from fastapi import FastAPI

from engine.platform import clock, crypto
from engine.platform.database import system_work, work
from engine.platform.ids import new_id
from engine.platform.people.models import SmsCode
from engine.platform.people.sign_in import sign_in_by_code
from processes.apply import queries
from processes.apply.models import Application
from processes.plans.models import Plan
from tests.processes.apply import builders
from tests.web.visitor import Visitor

Answers = dict[str, str]
CONTACT = "identity?page=contact"  # the second page of the first step


class Applicant(Visitor):
    """`path` is the application's address, once one is begun."""

    path = ""

    def upload(self, url: str, **papers: bytes) -> httpx.Response:
        files = {name: (f"{name}.jpg", data, "image/jpeg") for name, data in papers.items()}
        return self._send("POST", url, files=files)

    def start(self, plan: Plan) -> httpx.Response:
        answer = self.post("/my/applications/start", {"plan_id": str(plan.id)})
        self.path = answer.headers.get("location", "").rpartition("/")[0]
        return answer

    def step(self, name: str, answers: Mapping[str, str]) -> httpx.Response:
        """Post the pages of a step one after the other, each time with all answers, as far as they are taken."""
        answer = self.post(f"{self.path}/{name}", answers)
        while f"/{name}?page=" in answer.headers.get("location", ""):
            answer = self.post(answer.headers["location"], answers)
        return answer

    def walk(self, tenant: UUID, plan: Plan, *, until: str | None) -> None:
        """Fill the wizard up to, not including, the step `until`; None hands it in."""
        self.start(plan)
        with work(tenant) as session:
            own = builders.number_of(session, queries.application(session, self.application_id).person_id)
        posts: list[tuple[str, Answers]] = [
            ("identity", identity(id_number=own)),
            ("rule", facts(tenant, plan)),
            ("rule", {"choose": "1", "rule_id": "R31"}),
            ("history", history()),
        ]
        for name, answers in posts:
            if name == until:
                return
            assert self.step(name, answers).status_code == 303
        if until == "materials":
            return
        kinds = [kind.code for kind in queries.needed(self.application(tenant))]
        answer = self.upload(f"{self.path}/materials", **dict.fromkeys(kinds, builders.picture()))
        assert answer.headers["location"].endswith("/check")
        if until is None:
            assert self.step("check", {"pledge": "true"}).headers["location"].endswith("/submitted")

    @property
    def application_id(self) -> UUID:
        return UUID(self.path.rpartition("/")[2])

    def application(self, tenant: UUID) -> Application:
        with work(tenant) as session:
            return queries.application(session, self.application_id)


def applicant(app: FastAPI, tenant: UUID, phone: str = "19900000301") -> Applicant:
    """Signed in with a code by text message; commits."""
    code_id, now = new_id(), clock.now()
    with system_work() as system:
        system.add(
            SmsCode(
                id=code_id,
                phone_encrypted=crypto.encrypt(phone, code_id),
                phone_index=crypto.blind_index("phone", phone),
                code_encrypted=crypto.encrypt("246810", code_id),
                created_at=now,
                expires_at=now + timedelta(minutes=5),
            )
        )
    return Applicant(app, sign_in_by_code(tenant, phone, "246810"))


def posted(values: Mapping[str, Any], prefix: str = "") -> Answers:
    """Checked values as a browser posts them."""
    data: Answers = {}
    for name, value in values.items():
        if isinstance(value, list):
            for place, row in enumerate(value):
                data |= posted(row, f"{prefix}{name}.{place}.")
        elif isinstance(value, bool):
            data |= {prefix + name: "true"} if value else {}
        else:
            data[prefix + name] = str(value)
    return data


def identity(**known: Any) -> Answers:
    return posted(builders.identity(**known))


def facts(tenant: UUID, plan: Plan, **known: Any) -> Answers:
    with work(tenant) as session:
        values = builders.rule(session, plan, **known)
    del values["rule_id"]
    return posted(values)


def history(**known: Any) -> Answers:
    return posted(builders.history(**known))
