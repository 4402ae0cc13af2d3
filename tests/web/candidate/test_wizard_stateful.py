"""The wizard under hypothesis, over HTTP: two devices in any order, saving, going back, changing, adding and removing.

What is always true: an answer that was acknowledged is there until the person changes it; what a device holds that is
older than what is saved is refused with both versions; no step opens before those in front of it are done; the steps
said to remain are those that remain.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from engine.platform.database import work
from processes.apply.rules.steps import STEPS
from tests.processes.apply import builders
from tests.processes.apply.builders import picture
from tests.processes.plans.builders import make_plan
from tests.support.database import Database
from tests.web.candidate.applicant import facts, history, identity
from tests.web.candidate.two_devices import PLACES, TwoDevices, rows_on
from tests.web.visitor import app_of, values_on
from web.candidate.routes import router

DEVICES = st.sampled_from(["phone", "tablet"])
TYPED = st.sampled_from(list(PLACES))
TEXTS = st.sampled_from(["听潮路 1 号", "观海路 22 号", "临江路 303 号", "新桥镇"])
NAMES = st.sampled_from(["林演示", "林演", "林示"])
EMPLOYERS = st.sampled_from(["甲公司", "乙公司", "丙公司"])


class Wizard(TwoDevices):
    """What a person does with them, in any order, and what is always true."""

    # ── what a person does ────────────────────────────────────────────────

    @rule(device=DEVICES, place=TYPED)
    def reload(self, device: str, place: str) -> None:
        self.look(device, place)

    @rule(device=DEVICES, text=NAMES)
    def type_a_name(self, device: str, text: str) -> None:
        self.keep(device, "document", {"name": text})

    @rule(device=DEVICES, text=TEXTS)
    def type_an_address(self, device: str, text: str) -> None:
        self.keep(device, "contact", {"address": text})

    @rule(device=DEVICES, text=EMPLOYERS)
    def type_an_employer(self, device: str, text: str) -> None:
        self.keep(device, "history", {"works.0.employer": text})

    @rule(device=DEVICES, text=TEXTS, later=st.booleans())
    def save_the_contact(self, device: str, text: str, later: bool) -> None:
        self.save(device, "contact", identity(address=text), later=later)

    @rule(device=DEVICES, text=NAMES, later=st.booleans())
    def save_the_document(self, device: str, text: str, later: bool) -> None:
        self.save(device, "document", identity(name=text), later=later)

    @rule(device=DEVICES, text=EMPLOYERS, later=st.booleans())
    def save_history(self, device: str, text: str, later: bool) -> None:
        rows = history(works=[{**builders.history()["works"][0], "employer": text}])
        self.save(device, "history", rows, later=later)

    @rule(device=DEVICES, text=EMPLOYERS)
    def add_a_row(self, device: str, text: str) -> None:
        """What stands in the rows stays, and one is there more."""
        page = self.held(device, "history")
        if page is None:
            return
        before = rows_on(page.values)
        answer = self.post(device, "history", page.values | {"works.0.employer": text, "_add": "works"})
        if answer.status_code != 303:
            self.refused(answer, "history", page, page.values | {"works.0.employer": text})
            return
        self.acknowledged("history", page, {"works.0.employer": text})
        shown = self.page("history")
        assert rows_on(shown) == before + 1
        assert shown["works.0.employer"] == text

    @rule(device=DEVICES)
    def remove_the_last_row(self, device: str) -> None:
        page = self.held(device, "history")
        if page is None or rows_on(page.values) < 2:
            return
        last = rows_on(page.values) - 1
        answer = self.post(device, "history", page.values | {"_remove": f"works.{last}"})
        if answer.status_code != 303:
            self.refused(answer, "history", page, page.values)
            return
        self.acknowledged("history", page, {"works.0.employer": page.values["works.0.employer"]})
        assert rows_on(self.page("history")) == last

    @precondition(lambda self: "identity" in self.finished())
    @rule(device=DEVICES, years=st.sampled_from([10, 11, 12]))
    def choose_a_rule(self, device: str, years: int) -> None:
        if self.over:
            return
        visitor = self.devices[device]
        assert visitor.step("rule", facts(self.tenant, self.plan, work_years=years)).status_code == 303
        chosen = visitor.step("rule", {"choose": "1", "rule_id": "R31"})
        assert chosen.status_code == 303, chosen.text

    @precondition(lambda self: "history" in self.finished())
    @rule(device=DEVICES, kind=st.sampled_from(["id_front", "id_back", "portrait", "work_proof"]))
    def upload(self, device: str, kind: str) -> None:
        answer = self.devices[device].upload(f"{self.path}/materials", **{kind: picture()})
        if not self.over:
            assert answer.status_code in (303, 422)
            self.materials.add(kind)

    @precondition(lambda self: "history" in self.finished())
    @rule(device=DEVICES)
    def upload_the_rest(self, device: str) -> None:
        missing = {kind: picture() for kind in self.wanted() if kind not in self.materials}
        answer = self.devices[device].upload(f"{self.path}/materials", **missing)
        if not self.over:
            assert answer.headers.get("location", answer.text).endswith("/check")
            self.materials |= set(missing)

    @precondition(lambda self: not self.over and self.finished() == set(STEPS[:-1]))
    @rule(device=DEVICES, drop=st.booleans())
    def hand_in(self, device: str, drop: bool) -> None:
        """A change that was begun and not finished is told, and given up only when the person says so."""
        visitor = self.devices[device]
        shown = values_on(visitor.get(f"{self.path}/check").text)
        answer = visitor.step("check", shown | {"pledge": "true"})
        if answer.status_code == 422:
            assert "没完成的修改" in answer.text
            if drop:
                for step in ("identity", "rule", "history"):
                    visitor.step("check", {"drop": step})
                self.said = {place: self.finished_answers(place) for place in self.said}
                self.saves = {place: count + 1 for place, count in self.saves.items()}
            return
        assert answer.headers["location"].endswith("/submitted")
        self.over = True
        summary = visitor.get(f"/my/cases/{self.application().no}/declared").text
        for text in (each.get(PLACES[place].field) for place, each in self.said.items()):
            assert text is None or text in summary

    # ── what is always true ───────────────────────────────────────────────

    @invariant()
    def no_answer_is_lost(self) -> None:
        if self.over:
            return
        for place, said in self.said.items():
            if said and self.is_open(PLACES[place].step):
                shown = self.page(place)
                assert {name: shown.get(name) for name in said} == said

    @invariant()
    def no_step_is_open_too_early(self) -> None:
        finished = self.finished()
        for place, step in enumerate(STEPS):
            answer = self.devices["phone"].get(f"{self.path}/{step}")
            if self.over:
                assert "/my/cases/" in answer.headers["location"]
            elif not finished.issuperset(STEPS[:place]):
                assert answer.status_code == 303, f"{step} is open while {finished} is done"

    @invariant()
    def the_steps_left_are_those_that_are_left(self) -> None:
        if self.over:
            return
        finished = self.finished()
        for step in STEPS:
            if not self.is_open(step):
                continue
            ahead = len(set(STEPS) - finished - {step})
            words = f"还剩 {ahead} 步" if ahead else "这是最后一步"
            assert words in self.devices["tablet"].get(f"{self.path}/{step}").text


@contextmanager
def furnished(tenant: UUID) -> Iterator[None]:
    with work(tenant) as session:
        builders.deploy(session, tenant)
    with work(tenant) as session:
        Wizard.plan = make_plan(session)
    Wizard.app, Wizard.tenant = app_of(router), tenant
    yield


@pytest.mark.timeout(400)
def test_two_devices_never_lose_an_answer(committed_database: Database) -> None:
    with furnished(committed_database.tenant_id):
        run_state_machine_as_test(
            Wizard,
            settings=settings(
                max_examples=7,
                stateful_step_count=20,
                deadline=None,
                suppress_health_check=list(HealthCheck),
                print_blob=True,
            ),
        )
