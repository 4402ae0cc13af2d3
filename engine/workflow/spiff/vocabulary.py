"""Our own words in a diagram (`urn:certflow:bpmn:1`), read from extension elements."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from engine.workflow.spiff.xml import find

_BRACES = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Lane:
    """A lane: the name people read and the template of its candidate group."""

    name: str
    group: str | None


@dataclass(frozen=True, slots=True)
class UserWork:
    """What a user task says of itself. `due` is an ISO duration or `=`FEEL; `excludes` names parts."""

    form: str | None = None
    due: str | None = None
    priority: int = 0
    part: str | None = None
    excludes: tuple[str, ...] = ()


def attributes(node: etree._Element, word: str) -> Mapping[str, str] | None:
    """The attributes of `<certflow:word>` among a node's own extension elements."""
    found = find(node, f"./bpmn:extensionElements/certflow:{word}")
    return {str(key): str(value) for key, value in found[0].attrib.items()} if found else None


def user_work(node: etree._Element) -> UserWork:
    said = attributes(node, "task") or {}
    priority = said.get("priority", "0")
    return UserWork(
        form=said.get("form"),
        due=said.get("due"),
        priority=int(priority) if re.fullmatch(r"-?\d{1,4}", priority) else 0,
        part=said.get("part"),
        excludes=tuple(said.get("excludes", "").split()),
    )


def variables(process: etree._Element) -> dict[str, str]:
    """Declared variables of a process: name → type."""
    found = find(process, "./bpmn:extensionElements/certflow:variable")
    return {node.get("name", ""): node.get("type", "string") for node in found}


def lanes(process: etree._Element) -> dict[str, Lane]:
    """Lane of every flow node that is listed in one; the innermost lane counts."""
    listed: dict[str, Lane] = {}
    for lane in find(process, ".//bpmn:lane"):
        group = (attributes(lane, "group") or {}).get("template")
        for ref in find(lane, "./bpmn:flowNodeRef"):
            listed[(ref.text or "").strip()] = Lane(lane.get("name") or "", group)
    return listed


def lane_of(node: etree._Element, listed: Mapping[str, Lane]) -> Lane | None:
    """The lane of a node, or of the sub-process around it."""
    for candidate in (node, *node.iterancestors()):
        lane = listed.get(candidate.get("id") or "")
        if lane is not None:
            return lane
    return None


def names_in(template: str) -> frozenset[str]:
    """The variables a group template needs."""
    return frozenset(_BRACES.findall(template))


def resolve(template: str, data: Mapping[str, Any]) -> str | None:
    """The concrete group; None when a variable it needs is missing or empty."""
    needed = names_in(template)
    if any(data.get(name) in (None, "") for name in needed):
        return None
    return _BRACES.sub(lambda match: str(data[match[1]]), template)
