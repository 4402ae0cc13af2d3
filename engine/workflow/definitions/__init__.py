"""Deployments: all diagrams, decision tables and forms of one moment, hashed together, parsed once."""

from engine.workflow.definitions.deploy import approve, deploy, propose
from engine.workflow.definitions.loaded import Loaded, loaded
from engine.workflow.definitions.queries import active, bpmn_xml, decide, every_file, form, latest, specs
from engine.workflow.errors import BadDefinition

__all__ = [
    "BadDefinition",
    "Loaded",
    "active",
    "approve",
    "bpmn_xml",
    "decide",
    "deploy",
    "every_file",
    "form",
    "latest",
    "loaded",
    "propose",
    "specs",
]
