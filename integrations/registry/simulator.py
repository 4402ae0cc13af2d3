"""A training-management system. Demo and test only.

The order code of the ID number (its characters 15 to 17) decides: 960–969 get no answer the first time, although the
report has arrived; 970–979 are refused until a remark explains the report; every other report is accepted.
"""

import re

import httpx

from integrations.registry.http import STATUS, SUBMIT, HttpRegistry
from integrations.signature import Credentials
from integrations.simulated import Answer, SimulatedVendor

CREDENTIALS = Credentials("simulated-registry", "simulated-registry-secret")


class TrainingSystem:
    """Keeps what was reported, by serial: a repeated serial gets the answer it got before."""

    def __init__(self) -> None:
        self.decided: dict[str, Answer] = {}

    def status(self, posted: dict[str, str]) -> Answer:
        return self.decided.get(posted.get("serial", ""), (404, {"status": "unknown"}))

    def submit(self, posted: dict[str, str]) -> Answer:
        serial, number = posted.get("serial", ""), posted.get("id_number", "")
        if not serial or not posted.get("name", "").strip() or not re.fullmatch(r"[0-9A-Z]{5,18}", number):
            return 422, {"status": "refused", "reason": "姓名或证件号码不完整，请核对后重报"}
        if serial in self.decided:
            return self.decided[serial]
        order = int(number[14:17]) if re.fullmatch(r"\d{17}[0-9X]", number) else 0
        if 970 <= order < 980 and not posted.get("remark"):
            self.decided[serial] = 200, {"status": "refused", "reason": "学时与备案计划不一致，请填写说明后重报"}
        else:
            reference = f"PXXT{len(self.decided) + 1:08d}"
            self.decided[serial] = 200, {"status": "accepted", "reference": reference}
        if 960 <= order < 970:
            raise httpx.ReadTimeout("the simulated system takes the report and stays silent")
        return self.decided[serial]


def registry(system: TrainingSystem | None = None) -> HttpRegistry:
    """The real adapter, speaking to this simulator."""
    system = system or TrainingSystem()
    vendor = SimulatedVendor(CREDENTIALS, {SUBMIT: system.submit, STATUS: system.status})
    return HttpRegistry("http://registry.simulator", CREDENTIALS, transport=vendor)
