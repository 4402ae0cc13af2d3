"""The rules of the chosen grade: those that fit, to choose from, and what each other one still wants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from processes.apply import offers, service
from processes.apply.models import Application
from processes.apply.rules.eligibility import Fitting, Missing
from processes.apply.rules.materials import KINDS


@dataclass(frozen=True, slots=True)
class Wanting:
    """A rule that does not fit: its sentence, in how many points it fails, and what exactly is missing."""

    sentence: str
    count: str
    reasons: Sequence[str]
    near: bool


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Another line of the plan whose rules do fit."""

    title: str
    sentences: Sequence[str]


def choices(session: Session, application: Application, facts: Mapping[str, Any], chosen: str) -> dict[str, Any]:
    """What `candidate/choose.html` shows for these facts."""
    judged = service.look(session, application, facts)
    line = offers.offer(session, UUID(facts["plan_line_id"]))
    return {
        "fitting": [_choice(rule, place, chosen) for place, rule in enumerate(judged.fitting)],
        "missing": [_wanting(rule, place) for place, rule in enumerate(judged.missing)],
        "line": line.title,
        "others": [] if judged.fitting else _others(session, application, facts, line),
    }


def _choice(rule: Fitting, place: int, chosen: str) -> dict[str, Any]:
    wanted = "、".join(KINDS[kind].title for kind in rule.materials)
    return {
        "id": "f-rule_id" if place == 0 else f"f-rule_id-{place}",
        "value": rule.rule_id,
        "label": rule.sentence,
        "hint": f"另需材料：{wanted}" if wanted else "不需要另交材料",
        "checked": rule.rule_id == chosen,
    }


def _wanting(rule: Missing, place: int) -> Wanting:
    return Wanting(rule.sentence, f"还差 {len(rule.reasons)} 项", rule.reasons, place == 0)


def _others(
    session: Session, application: Application, facts: Mapping[str, Any], line: offers.Offer
) -> list[Elsewhere]:
    """Other grades of the same occupation in this plan that these facts are good for."""
    found = []
    for other in offers.offers(session, application.plan_id):
        if other.occupation != line.occupation or other.line_id == line.line_id or other.is_full:
            continue
        fitting = service.look(session, application, {**facts, "plan_line_id": str(other.line_id)}).fitting
        if fitting:
            found.append(Elsewhere(other.title, [rule.sentence for rule in fitting]))
    return found
