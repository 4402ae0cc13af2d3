"""Whether a diagram can be read: shapes drawn, not on top of each other, lines that do not cross. Warnings only."""

from collections.abc import Iterator
from itertools import combinations, pairwise
from typing import NamedTuple

from lxml import etree

from engine.workflow.lint.document import Document
from engine.workflow.problem import Problem
from engine.workflow.spiff.xml import find, local


class Box(NamedTuple):
    x: float
    y: float
    width: float
    height: float

    def overlaps(self, other: "Box") -> bool:
        return (
            self.x < other.x + other.width and other.x < self.x + self.width
            and self.y < other.y + other.height and other.y < self.y + self.height
        )  # fmt: skip

    def holds(self, other: "Box") -> bool:
        return (
            self.x <= other.x and self.y <= other.y
            and other.x + other.width <= self.x + self.width and other.y + other.height <= self.y + self.height
        )  # fmt: skip


Point = tuple[float, float]


def check(document: Document) -> list[Problem]:
    boxes = _boxes(document)
    drawn = set(boxes)
    missing = [
        document.warning(node, "没有画在图上。") for node in _flow_nodes(document) if node.get("id") not in drawn
    ]
    if missing and not drawn:
        return [document.warning(None, "文件里没有图形，流程图无法显示。")]
    return [*missing, *_overlaps(document, boxes), *_crossings(document)]


def _flow_nodes(document: Document) -> Iterator[etree._Element]:
    for process in document.processes():
        skip = ["laneSet", "lane", "childLaneSet", "sequenceFlow", "textAnnotation", "association", "group"]
        for node in process.iter():
            parent = node.getparent()
            inside = parent is not None and local(parent) in ("process", "subProcess")
            if inside and node.get("id") and local(node) not in skip:
                yield node


def _boxes(document: Document) -> dict[str, Box]:
    boxes = {}
    for shape in find(document.root, ".//bpmndi:BPMNShape[@bpmnElement]"):
        for bounds in find(shape, "./dc:Bounds"):
            try:
                boxes[str(shape.get("bpmnElement"))] = Box(
                    *(float(bounds.get(name) or 0) for name in ("x", "y", "width", "height"))
                )
            except ValueError:
                continue
    return boxes


def _overlaps(document: Document, boxes: dict[str, Box]) -> Iterator[Problem]:
    nodes = [node for node in _flow_nodes(document) if node.get("id") in boxes and local(node) != "boundaryEvent"]
    for one, other in combinations(nodes, 2):
        first, second = boxes[one.get("id") or ""], boxes[other.get("id") or ""]
        nested = one in other.iterancestors() or other in one.iterancestors()
        if not nested and first.overlaps(second):
            yield document.warning(one, f"与“{other.get('name') or other.get('id')}”的图形重叠。")


def _crossings(document: Document) -> Iterator[Problem]:
    flows = {flow.get("id"): flow for flow in document.nodes("sequenceFlow")}
    lines: list[tuple[etree._Element, list[Point]]] = []
    for edge in find(document.root, ".//bpmndi:BPMNEdge[@bpmnElement]"):
        flow = flows.get(edge.get("bpmnElement"))
        if flow is not None:
            points = [(float(p.get("x") or 0), float(p.get("y") or 0)) for p in find(edge, "./di:waypoint")]
            lines.append((flow, points))
    for (one, first), (other, second) in combinations(lines, 2):
        ends = {one.get("sourceRef"), one.get("targetRef")} & {other.get("sourceRef"), other.get("targetRef")}
        if not ends and _cross(first, second):
            yield document.warning(one, f"与连线 {other.get('name') or other.get('id')} 相交。")


def _cross(first: list[Point], second: list[Point]) -> bool:
    return any(_segments_cross(a, b, c, d) for a, b in pairwise(first) for c, d in pairwise(second))


def _segments_cross(a: Point, b: Point, c: Point, d: Point) -> bool:
    def side(p: Point, q: Point, r: Point) -> float:
        return (q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
