"""Saving without losing: what two devices typed side by side, and changes that were begun and not finished."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from forms import kit
from processes.apply.declared import answers_of, declared
from processes.apply.models import Application
from processes.apply.rules.steps import STEPS, TITLES
from web.candidate.filling import Filling
from web.candidate.forms import as_data


@dataclass(frozen=True, slots=True)
class Difference:
    """One answer as it is saved, and as it stands on the page that came too late. Empty texts are shown as 空."""

    label: str
    saved: str
    typed: str


@dataclass(frozen=True, slots=True)
class Conflict:
    """`saved` leads to the newer version, which is kept whatever is done with this one."""

    differences: Sequence[Difference]
    saved: str


def conflict(
    filling: Filling,
    at: str,
    form: kit.Form,
    saved: Mapping[str, Any],
    typed: Mapping[str, Any],
) -> Conflict:
    """Both versions of a page that another one has saved meanwhile; `at` is where it stands."""
    options = filling.options(form)
    found = [
        Difference(label, before, after)
        for label, before, after in _beside(form.fields, saved, typed, options)
        if before != after
    ]
    return Conflict(found, at)


def unfinished(filling: Filling) -> list[tuple[str, str]]:
    """Finished steps in which a change was begun and not finished, with their titles: it would not be handed in."""
    application = filling.application
    kept = declared(application)
    return [
        (step, TITLES[step])
        for step in STEPS
        if step in application.finished and f"{step}.draft" in kept and _differs(filling, step)
    ]


def _differs(filling: Filling, step: str) -> bool:
    application, form = filling.application, filling.form(step)
    options = filling.options(form)
    if step == "rule":
        options = {**options, "apply.rule": _chosen(application)}
    typed, stands = (
        kit.check(form, as_data(values), options=options)
        for values in (declared(application)[f"{step}.draft"], answers_of(application, step))
    )
    return not typed.ok or typed.values != stands.values


def _chosen(application: Application) -> list[kit.Option]:
    return [kit.Option(application.rule_id or "", "")]


def without_blank_rows(form: kit.Form, typed: Mapping[str, Any]) -> dict[str, Any]:
    """What was typed, less the rows in which nothing stands: the rows that are judged have these numbers."""
    shown = dict(typed)
    for field in form.fields:
        if field.inner:
            shown[field.name] = [row for row in typed.get(field.name) or [] if any(as_data(row).values())]
    return shown


def _beside(
    fields: Sequence[kit.Field],
    saved: Mapping[str, Any],
    typed: Mapping[str, Any],
    options: Mapping[str, Sequence[kit.Option]],
    prefix: str = "",
) -> Iterator[tuple[str, str, str]]:
    """Label, saved and typed text of every answer; rows are told by their numbers."""
    for field in fields:
        before, after = saved.get(field.name), typed.get(field.name)
        if not field.inner:
            yield prefix + field.title, _words(field, before, options), _words(field, after, options)
            continue
        rows, others = before or [], after or []
        for place in range(max(len(rows), len(others))):
            row, other = (each[place] if place < len(each) else {} for each in (rows, others))
            yield from _beside(field.inner, row, other, options, f"{prefix}{field.title} {place + 1} · ")


def _words(field: kit.Field, value: Any, options: Mapping[str, Sequence[kit.Option]]) -> str:
    text = str(as_data({"": value})[""] if not isinstance(value, list) else "、".join(map(str, value))).strip()
    if field.widget == "checkbox":
        return "是" if text not in ("", "false", "0", "off") else "否"
    if field.widget in ("date", "month"):
        return "-".join(part.zfill(2) for part in text.split("-")) if text else ""
    if field.options_key is not None:
        return next((each.label for each in options.get(field.options_key, ()) if each.value == text), text)
    return text
