"""Which edition of a step a page has seen, so that two devices never overwrite each other unnoticed.

Each save of a step is a new edition and remembers the page that made it. A page carries a stamp: the edition it was
drawn from, and a name of its own, so that its second save is not taken for somebody else's, even where the answer
to the first one never arrived. A page that saves by script also counts its saves: one that comes late is older than
what is there.
"""

import hashlib
import json
import re
import secrets
from collections.abc import Iterable, Mapping

from processes.apply.declared import EDITIONS, declare, declared
from processes.apply.models import Application, Material
from processes.apply.rules.steps import STEPS

_STAMP = re.compile(r"(\d{1,9})\.([0-9a-f]{8})(?:\.(\d{1,9}))?", re.ASCII)


def stamp(application: Application, step: str) -> str:
    """The stamp of a page that is drawn now. A part of a step that has a page of its own is named `step.part`."""
    return f"{_last(application, step)[0]}.{secrets.token_hex(4)}"


def is_stale(application: Application, step: str, seen: str) -> bool:
    """Whether another page has saved the step since this one was drawn. Without a stamp nobody can tell: no."""
    if not seen:
        return False
    found, (number, page, _) = _STAMP.fullmatch(seen), _last(application, step)
    return found is None or (int(found[1]) != number and found[2] != page)


def is_late(application: Application, step: str, seen: str) -> bool:
    """Whether the same page has already saved something it typed later."""
    found, (_, page, turn) = _STAMP.fullmatch(seen), _last(application, step)
    return found is not None and found[2] == page and int(found[3] or 0) < turn


def note(application: Application, step: str, seen: str) -> None:
    """A page has saved the step: what other pages show of it is old from now on."""
    found = _STAMP.fullmatch(seen)
    page, turn = (found[2], int(found[3] or 0)) if found else (secrets.token_hex(4), 0)
    editions: Mapping[str, object] = declared(application).get(EDITIONS, {})
    declare(application, EDITIONS, {**editions, step: [_last(application, step)[0] + 1, page, turn]})


def renew(application: Application, step: str) -> None:
    """Whatever pages show of a step, in all its parts, is old from now on."""
    known = declared(application).get(EDITIONS, {})
    for key in {step, *(key for key in known if key.startswith(f"{step}."))}:
        note(application, key, "")


def whole(application: Application, materials: Iterable[Material]) -> str:
    """A fingerprint of everything that is handed in: what the last page shows is what is sent, or it is refused."""
    answers = {step: answers for step, answers in declared(application).items() if step in STEPS}
    chosen = [str(application.plan_line_id), application.rule_id, sorted((row.kind, row.sha256) for row in materials)]
    text = json.dumps([answers, chosen], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _last(application: Application, step: str) -> tuple[int, str, int]:
    number, page, turn = declared(application).get(EDITIONS, {}).get(step, (0, "", 0))
    return int(number), str(page), int(turn)
