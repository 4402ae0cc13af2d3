"""A form and its fields, as read from forms/<stage>/<task>.json."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from engine.platform.errors import AppError

WIDGETS = frozenset(
    {
        "text", "textarea", "radio", "select", "checkbox", "checkboxes", "date", "month",
        "number", "phone", "id_number", "file", "hidden", "rows",
    }
)  # fmt: skip
CHOSEN = frozenset({"radio", "select", "checkboxes"})


class BadForm(AppError):
    code, status = "bad_form", 422
    message = "表单定义有误：{first}"

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        super().__init__(first=problems[0])


@dataclass(frozen=True, slots=True)
class Option:
    """One choice. `hint` explains it below its label."""

    value: str
    label: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """`schema` is the property's JSON Schema; `inner` are the fields of one row, for the widget `rows`."""

    name: str
    title: str
    hint: str
    widget: str
    schema: Mapping[str, Any]
    required: bool
    when: str | None
    ui: Mapping[str, Any]
    sentences: Mapping[str, str]
    inner: tuple["Field", ...] = ()

    @property
    def kind(self) -> str:
        """The JSON type of the checked value."""
        return str(self.schema.get("type", "string"))

    @property
    def options_key(self) -> str | None:
        """The name of an option list that comes in as an argument."""
        options = self.ui.get("options")
        return options if isinstance(options, str) else None

    @property
    def check_name(self) -> str:
        """Which of the checks passed in applies: `x-check`, else the widget's own name."""
        return str(self.schema.get("x-check", self.widget))


@dataclass(frozen=True, slots=True)
class Page:
    """A part of a form that is asked on a page of its own; `name` stands in its address."""

    name: str
    title: str
    description: str
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """`pages` is empty where the whole form is one page."""

    title: str
    description: str
    fields: tuple[Field, ...]
    submit: str
    variables: tuple[str, ...]
    schema: Mapping[str, Any]
    pages: tuple[Page, ...] = ()

    def field(self, name: str) -> Field:
        return next(field for field in self.fields if field.name == name)

    def page(self, name: str) -> "Form":
        """The part that is asked on one page, as a form of its own; the whole form where it has no such page.

        Rules of the schema that span fields are left to the check of the whole form.
        """
        asked = next((page for page in self.pages if page.name == name), None)
        if asked is None:
            return self
        fields = tuple(field for field in self.fields if field.name in asked.fields)
        return replace(self, title=asked.title, description=asked.description, fields=fields, schema={}, pages=())
