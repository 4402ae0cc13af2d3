"""The rules of the chosen grade: those that fit, to choose from, and what each other one still wants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from processes.apply.facts import stated
from processes.apply.offers import Offer
from processes.apply.rules.eligibility import TABLE, Eligibility, Fitting, Missing, judge
from processes.apply.rules.materials import KINDS
from web.candidate.filling import Filling


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


def choices(filling: Filling, facts: Mapping[str, Any], chosen: str) -> dict[str, Any]:
    """What `candidate/choose.html` shows for these facts."""
    line = next(offer for offer in filling.offered if str(offer.line_id) == facts["plan_line_id"])
    judged = _judged(filling, line, facts)
    return {
        "fitting": [_choice(rule, place, chosen) for place, rule in enumerate(judged.fitting)],
        "missing": [_wanting(rule, place) for place, rule in enumerate(judged.missing)],
        "line": line.title,
        "others": [] if judged.fitting else _others(filling, facts, line),
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


def _others(filling: Filling, facts: Mapping[str, Any], line: Offer) -> list[Elsewhere]:
    """Other grades of the same occupation in this plan that these facts are good for."""
    found = []
    for other in filling.offered:
        if other.occupation != line.occupation or other.line_id == line.line_id or other.is_full:
            continue
        if fitting := _judged(filling, other, facts).fitting:
            found.append(Elsewhere(other.title, [rule.sentence for rule in fitting]))
    return found


def _judged(filling: Filling, line: Offer, facts: Mapping[str, Any]) -> Eligibility:
    return judge(stated(filling.application, line.grade, facts), filling.definitions.tables[TABLE])
