"""A population register of synthetic people. Demo and test only.

The order code of the number (its characters 15 to 17) decides: 980–989 belong to another name (mismatch),
990–997 are not in the register (unknown), 998 and 999 never get an answer; every other valid number matches.
"""

import re

import httpx

from integrations.identity.http import CHECK, HttpIdentity
from integrations.signature import Credentials
from integrations.simulated import Answer, SimulatedVendor

CREDENTIALS = Credentials("simulated-identity", "simulated-identity-secret")


def identity_check() -> HttpIdentity:
    """The real adapter, speaking to this simulator."""
    vendor = SimulatedVendor(CREDENTIALS, {CHECK: _answer})
    return HttpIdentity("http://identity.simulator", CREDENTIALS, transport=vendor)


def _answer(posted: dict[str, str]) -> Answer:
    number, name = posted.get("id_number", ""), posted.get("name", "").strip()
    if not name or not re.fullmatch(r"\d{17}[0-9X]", number):
        return 422, {"code": "malformed"}
    match int(number[14:17]):
        case order if order >= 998:
            raise httpx.ReadTimeout("the simulated register stays silent")
        case order if order >= 990:
            result = "unknown"
        case order if order >= 980:
            result = "mismatch"
        case _:
            result = "match"
    return 200, {"result": result, "serial": posted.get("serial", "")}
