"""The files of a deployment as the checks see them."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from engine.platform.errors import AppError
from engine.workflow import decisions
from engine.workflow.problem import Problem
from engine.workflow.spiff import vocabulary
from engine.workflow.spiff.xml import BPMN, RefusedXml, find, local, read


@dataclass(frozen=True, slots=True)
class Document:
    """One BPMN file."""

    file: str
    root: etree._Element

    def processes(self) -> list[etree._Element]:
        return find(self.root, "./bpmn:process")

    def nodes(self, *kinds: str) -> Iterator[etree._Element]:
        for process in self.processes():
            yield from process.iter(*(f"{{{BPMN}}}{kind}" for kind in kinds))

    def problem(self, node: etree._Element | None, message: str) -> Problem:
        return Problem(self.file, element_id(node), self._named(node, message))

    def warning(self, node: etree._Element | None, message: str) -> Problem:
        return Problem(self.file, element_id(node), self._named(node, message), "warning")

    @staticmethod
    def _named(node: etree._Element | None, message: str) -> str:
        name = None if node is None else element_name(node)
        return f"“{name}”：{message}" if name else message


@dataclass(slots=True)
class Documents:
    """All files: diagrams, decisions by id, forms by key."""

    diagrams: list[Document] = field(default_factory=list)
    decisions: set[str] = field(default_factory=set)
    forms: dict[str, dict[str, Any]] = field(default_factory=dict)


def element_id(node: etree._Element | None) -> str | None:
    """The id of the node, or of the nearest element around it that has one."""
    while node is not None:
        if node.get("id"):
            return str(node.get("id"))
        node = node.getparent()
    return None


def element_name(node: etree._Element) -> str | None:
    """What people call the node: its name, or that of the element it belongs to."""
    current: etree._Element | None = node
    while current is not None and local(current) != "process":
        if current.get("name"):
            return str(current.get("name"))
        current = current.getparent()
    return node.get("id")


def process_of(node: etree._Element) -> etree._Element:
    return next(up for up in (node, *node.iterancestors()) if local(up) == "process")


def known_variables(node: etree._Element) -> frozenset[str]:
    """Variables declared on the process, and the items of multi-instance tasks around or in it."""
    process = process_of(node)
    items = find(process, ".//bpmn:inputDataItem | .//bpmn:outputDataItem")
    outputs = find(process, ".//bpmn:loopDataOutputRef")
    return frozenset(
        {
            *vocabulary.variables(process),
            *(item.get("name") or item.get("id") or "" for item in items),
            *(out.text or "" for out in outputs),
        }
    )


def read_all(files: Mapping[str, bytes]) -> tuple[Documents, list[Problem]]:
    """Every file read; what can't be read is a problem."""
    documents, problems = Documents(), []
    for file, data in sorted(files.items()):
        try:
            if file.endswith(".bpmn"):
                documents.diagrams.append(Document(file, read(data)))
            elif file.endswith(".dmn"):
                documents.decisions |= set(decisions.read(data))
            elif file.startswith("forms/") and file.endswith(".json"):
                documents.forms[file.removeprefix("forms/").removesuffix(".json")] = _form(data)
        except AppError as error:
            problems.append(Problem(file, None, error.sentence))
    return documents, problems


def _form(data: bytes) -> dict[str, Any]:
    try:
        form = json.loads(data)
    except (ValueError, RecursionError):
        raise RefusedXml(reason="不是有效的 JSON") from None
    if not isinstance(form, dict):
        raise RefusedXml(reason="表单须为 JSON 对象")
    return form
