"""Why a material may be returned: codes by kind of material, as data in reasons.json."""

import json
from functools import cache
from pathlib import Path

from forms.kit import Option

_FILE = Path(__file__).with_name("reasons.json")


@cache
def _reasons() -> dict[str, list[Option]]:
    rows: dict[str, list[dict[str, str]]] = json.loads(_FILE.read_text(encoding="utf-8"))
    return {
        kind: [Option(each["code"], f"{each['code']} {each['reason']}") for each in listed]
        for kind, listed in rows.items()
    }


def reasons(kind: str) -> list[Option]:
    """The codes a reviewer may choose from for a kind of material. Raises KeyError for a kind without any."""
    return _reasons()[kind]


def reason(kind: str, code: str) -> str:
    """The sentence behind a code, without the code; empty for an unknown one."""
    label = next((option.label for option in reasons(kind) if option.value == code), "")
    return label.partition(" ")[2]
