"""What a clerk has registered for somebody, in words, for the applicant to confirm."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from engine.platform.text import date_cn, mask_id, mask_phone
from forms import kit
from processes.apply.declared import answers_of, draft_of
from processes.apply.rules.months import month
from web.candidate.filling import Filling
from web.candidate.summary import Section
from web.ui.views import Row


def sections(filling: Filling) -> list[Section]:
    """Everything that was filled in, numbers masked, under the titles of the forms."""
    application, who, what = filling.application, filling.form("identity"), filling.facts_form
    lists = filling.options(who, what)
    rule = list(_rows(what, draft_of(application, "rule"), lists))
    if application.rule_sentence:
        rule.append(Row("申报条件", application.rule_sentence))
    return [
        Section(who.title, list(_rows(who, answers_of(application, "identity"), lists))),
        Section(what.title, rule),
    ]


def _rows(form: kit.Form, values: Mapping[str, Any], lists: Mapping[str, Any]) -> Iterator[Row]:
    for field in form.fields:
        value = values.get(field.name)
        if value not in (None, "", False):
            yield Row(field.title, _words(field, value, lists))


def _words(field: kit.Field, value: Any, lists: Mapping[str, Any]) -> str:
    if field.options_key:
        return next((each.label for each in lists[field.options_key] if each.value == value), str(value))
    match field.name, field.widget:
        case "id_number", _:
            return mask_id(value)
        case _, "phone":
            return mask_phone(value)
        case _, "checkbox":
            return "是"
        case _, "date":
            return date_cn(date.fromisoformat(value))
        case _, "month":
            first = month(value)
            return f"{first.year}年{first.month}月"
    return str(value)
