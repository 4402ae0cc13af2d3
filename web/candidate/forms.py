"""The wizard's forms as pages use them: from the definitions the case runs on, with their options."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.workflow import definitions
from forms import kit
from processes.apply import options, queries
from processes.apply.facts import facts_only
from processes.apply.models import Application
from processes.apply.rules.steps import form_key


def form_of(session: Session, application: Application, step: str) -> kit.Form:
    return kit.load(raw_form(session, application, form_key(step)))


def facts_form(session: Session, application: Application) -> kit.Form:
    """The form of the second step without the choice of a rule, which needs the facts first."""
    return kit.load(facts_only(raw_form(session, application, form_key("rule"))))


def raw_form(session: Session, application: Application, key: str) -> dict[str, Any]:
    return definitions.form(session, queries.deployment_of(session, application), key)


def options_of(session: Session, application: Application) -> Mapping[str, Any]:
    return options.options_for(session, application)


def as_data(values: Mapping[str, Any]) -> dict[str, str | list[str]]:
    """Kept answers as a browser would post them: what a second check of the same form takes."""
    data: dict[str, str | list[str]] = {}
    for name, value in values.items():
        if name.startswith("_"):  # what a draft keeps for its pages
            continue
        match value:
            case bool():
                data[name] = "true" if value else ""
            case None:
                data[name] = ""
            case list():
                for place, row in enumerate(value):
                    data |= {f"{name}.{place}.{inner}": text for inner, text in as_data(row).items()}
            case _:
                data[name] = str(value)
    return data
