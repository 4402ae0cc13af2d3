"""Forms by the definitions a case runs on, and answers in the shapes that forms and addresses have."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.workflow import definitions
from forms import kit
from processes.apply import queries
from processes.apply.models import Application


def raw_form(session: Session, application: Application, key: str) -> dict[str, Any]:
    return definitions.form(session, queries.deployment_of(session, application), key)


def part_of(form: kit.Form, asked: str) -> str:
    """The page of a form that is meant: the one asked for, else the first; empty where the form is one page."""
    names = [page.name for page in form.pages]
    return asked if asked in names else next(iter(names), "")


def part_with(form: kit.Form, path: str) -> str:
    """The page on which a field, or a field of one of its rows, stands."""
    name = path.partition(".")[0]
    return part_of(form, next((page.name for page in form.pages if name in page.fields), ""))


def line_id(text: str) -> UUID | None:
    """The id a form names, None when it is no id at all."""
    try:
        return UUID(text)
    except ValueError:
        return None


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
