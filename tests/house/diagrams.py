"""The diagrams as they are committed, read for what they ask of forms and Python."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from lxml import etree

from tests.house.files import ROOT

NAMES = {"bpmn": "http://www.omg.org/spec/BPMN/20100524/MODEL", "certflow": "urn:certflow:bpmn:1"}


@dataclass(frozen=True)
class Diagram:
    path: Path
    tree: Any

    def elements(self, xpath: str) -> list[Any]:
        return list(self.tree.xpath(xpath, namespaces=NAMES))

    def values(self, xpath: str) -> set[str]:
        return {str(value) for value in self.elements(xpath)}

    @property
    def variables(self) -> set[str]:
        """What a handler may ask for: declared, set by a decision, or the item of a loop."""
        return self.values("//certflow:variable/@name | //certflow:decision/@result | //bpmn:inputDataItem/@name")


@lru_cache(maxsize=1)
def diagrams() -> tuple[Diagram, ...]:
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    paths = sorted((ROOT / "processes").rglob("*.bpmn"))
    return tuple(Diagram(path, etree.parse(str(path), parser)) for path in paths)
