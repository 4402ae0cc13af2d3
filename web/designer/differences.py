"""Two versions compared, in words: steps and their settings, decision tables, form fields."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from engine.platform.errors import AppError
from engine.workflow import decisions
from engine.workflow.outline import Outline, Step, outlines
from web.ui.views import Change

Kind = Literal["增", "改", "删"]


@dataclass(frozen=True)
class Difference:
    """`where` is the file or process, `what` the thing in it; `changes` tell before and after."""

    kind: Kind
    where: str
    what: str
    changes: Sequence[Change] = ()

    @property
    def tone(self) -> str:
        return {"增": "ins", "改": "mod", "删": "del"}[self.kind]


def differences(old: Mapping[str, bytes], new: Mapping[str, bytes]) -> list[Difference]:
    """What changed from one set of files to another, file by file."""
    return [each for path in sorted({*old, *new}) for each in _of_file(path, old.get(path), new.get(path))]


def _of_file(path: str, old: bytes | None, new: bytes | None) -> Iterator[Difference]:
    if old == new:
        return
    if old is None or new is None:
        yield Difference("增" if old is None else "删", path, "整个文件")
        return
    compare = {"bpmn": _diagrams, "dmn": _tables, "json": _forms}.get(path.rsplit(".", 1)[-1])
    found = list(compare(path, old, new)) if compare else []
    yield from found or [Difference("改", path, "只有布局或说明文字改动")]


def _diagrams(path: str, old: bytes, new: bytes) -> Iterator[Difference]:
    before, after = ({each.process: each for each in outlines(xml)} for xml in (old, new))
    for process in {**before, **after}:
        if process not in before or process not in after:
            yield Difference("增" if process not in before else "删", path, process)
        else:
            yield from _steps(before[process], after[process])


def _steps(before: Outline, after: Outline) -> Iterator[Difference]:
    olds, news = ({step.id: step for step in each.steps} for each in (before, after))
    for key in {**olds, **news}:
        old, new = olds.get(key), news.get(key)
        if old is None or new is None:
            step = new or old
            assert step is not None
            yield Difference("删" if new is None else "增", after.name, f"{step.kind}“{step.label}”")
        elif changes := _step(old, new, before, after):
            yield Difference("改", after.name, new.label, changes)


def _step(old: Step, new: Step, before: Outline, after: Outline) -> list[Change]:
    pairs = {
        "名称": (old.name, new.name),
        "类型": (old.kind, new.kind),
        "由谁办理": (old.lane, new.lane),
        **{label: (old.facts.get(label, ""), new.facts.get(label, "")) for label in {**old.facts, **new.facts}},
        "去向": (_next(old, before), _next(new, after)),
    }
    return [Change(label, was or None, now or None) for label, (was, now) in pairs.items() if was != now]


def _next(step: Step, outline: Outline) -> str:
    ways = (f"{condition}：" * bool(condition) + outline.destination(target) for condition, target in step.next)
    return "；".join(ways)


def _tables(path: str, old: bytes, new: bytes) -> Iterator[Difference]:
    try:
        before, after = decisions.read(old), decisions.read(new)
    except AppError:
        return
    for key in {**before, **after}:
        if key not in before or key not in after:
            yield Difference("增" if key not in before else "删", path, f"规则表 {key}")
            continue
        olds, news = rules(before[key]), rules(after[key])
        for rule in {**olds, **news}:
            was, now = olds.get(rule), news.get(rule)
            if was is None or now is None:
                yield Difference("删" if now is None else "增", f"规则表 {key}", f"规则 {rule}")
            elif changes := _settings(was, now):
                yield Difference("改", f"规则表 {key}", f"规则 {rule}", changes)


def rules(table: decisions.DecisionTable) -> dict[str, dict[str, str]]:
    """The rows of a table in words: what each column asks or answers, by the rule's id."""
    labels = [column.label for column in table.columns] + [output.label or output.name for output in table.outputs]
    return {
        rule.id: dict(
            zip(labels, [*(test.text for test in rule.tests), *(answer.text for answer in rule.outputs)], strict=True)
        )
        for rule in table.rules
    }


def _forms(path: str, old: bytes, new: bytes) -> Iterator[Difference]:
    before, after = json.loads(old), json.loads(new)
    title = after.get("title", path)
    fields, others = before.get("properties", {}), after.get("properties", {})
    for name in {**fields, **others}:
        label = others.get(name, fields.get(name, {})).get("title", name)
        if name not in fields or name not in others:
            yield Difference("增" if name not in fields else "删", title, f"字段“{label}”")
        elif changes := _settings(fields[name], others[name]):
            yield Difference("改", title, f"字段“{label}”", changes)
    rest = [{key: each for key, each in form.items() if key != "properties"} for form in (before, after)]
    if changes := _settings(*rest):
        yield Difference("改", title, "表单设置", changes)


def _settings(old: Mapping[str, Any], new: Mapping[str, Any]) -> list[Change]:
    keys = [key for key in {**old, **new} if old.get(key) != new.get(key)]
    return [Change(key, _shown(old.get(key)), _shown(new.get(key))) for key in keys]


def _shown(value: Any) -> str | None:
    if value is None:
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
