"""From what was declared to the facts that the rules of application judge."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from engine.platform import clock
from processes.apply.declared import answers_of, declared
from processes.apply.models import Application
from processes.apply.rules import history
from processes.apply.rules.eligibility import Facts
from processes.apply.rules.months import month, works_of
from processes.catalogue.grades import Grade


def facts_only(raw: Mapping[str, Any]) -> dict[str, Any]:
    """The form of the second step without the choice of a rule, which needs the facts first."""
    return dict(raw) | {
        "properties": {name: field for name, field in raw["properties"].items() if name != "rule_id"},
        "required": [name for name in raw["required"] if name != "rule_id"],
        "x-order": [name for name in raw["x-order"] if name != "rule_id"],
        "x-variables": [],
    }


def stated(application: Application, grade: str, answers: Mapping[str, Any]) -> Facts:
    """Facts as the applicant states them in the second step, before the jobs are listed.

    Work since a certificate or title is the stated total, at most the time since its month.
    """
    today = clock.today()
    total = _stated_months(answers)
    since_prior = min(total, _elapsed(answers.get("prior_date"), today))
    since_title = min(total, _elapsed(answers.get("title_date"), today))
    return _facts(application, grade, answers, total, since_prior, since_title)


def known(application: Application, grade: str) -> Facts:
    """Facts as far as they are borne out: by the listed jobs once there are some, else as stated."""
    answers = declared(application)
    rule = answers.get("rule", {})
    if "history" not in application.finished:
        return stated(application, grade, rule)
    return with_history(application, grade, rule, answers["history"])


def with_history(application: Application, grade: str, rule: Mapping[str, Any], listed: Mapping[str, Any]) -> Facts:
    """Facts by the listed jobs."""
    today, works = clock.today(), works_of(listed)
    return _facts(
        application,
        grade,
        rule,
        history.months_worked(works, today),
        _worked_since(works, rule.get("prior_date"), today),
        _worked_since(works, rule.get("title_date"), today),
    )


def _facts(
    application: Application, grade: str, rule: Mapping[str, Any], total: int, since_prior: int, since_title: int
) -> Facts:
    today = clock.today()
    prior = rule.get("prior_level") or "none"
    return Facts(
        target=Grade(grade),
        age=_age(answers_of(application, "identity").get("birth_date"), today),
        intends=rule.get("work_state") == "intends",
        works_in_it=rule.get("work_state") == "works",
        months_total=total,
        prior=None if prior == "none" else Grade(prior),
        months_since_prior=since_prior,
        months_holding=_elapsed(rule.get("prior_date"), today),
        title=rule.get("title_level") or "none",
        title_related=bool(rule.get("title_related")),
        months_since_title=since_title,
        diploma=rule.get("diploma_kind") or "none",
        diploma_related=bool(rule.get("diploma_related")),
        evaluated_school=bool(rule.get("evaluated_school")),
        final_year=bool(rule.get("final_year")),
    )


def _stated_months(rule: Mapping[str, Any]) -> int:
    return int(rule.get("work_years") or 0) * 12 + int(rule.get("work_months") or 0)


def _elapsed(text: str | None, today: date) -> int:
    """Full months since a month; 0 where none is given."""
    return max(0, history.month_index(today) - history.month_index(month(text))) if text else 0


def _worked_since(works: list[history.Work], text: str | None, today: date) -> int:
    return history.months_worked(works, today, since=month(text)) if text else 0


def _age(born: str | None, today: date) -> int:
    if not born:
        return 0
    birth = date.fromisoformat(born)
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))
