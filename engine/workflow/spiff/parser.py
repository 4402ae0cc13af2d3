"""From the files of a deployment to specs that every case of it shares and nobody changes."""

from collections.abc import Mapping
from typing import Any

from SpiffWorkflow.bpmn.parser.BpmnParser import BpmnParser
from SpiffWorkflow.bpmn.parser.ProcessParser import ProcessParser
from SpiffWorkflow.bpmn.parser.util import full_tag
from SpiffWorkflow.bpmn.specs import defaults

from engine.workflow.spiff import elements as e
from engine.workflow.spiff import joins, nodes, vocabulary
from engine.workflow.spiff.xml import read


class HouseProcess(ProcessParser):
    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self.lane_index: dict[str, vocabulary.Lane] = (
            vocabulary.lanes(self.node.getroottree().getroot()) if self.node is not None else {}
        )

    def create_spec(self) -> nodes.Process:
        spec = nodes.Process(self.bpmn_id, self.get_name(), self.filename)
        outer = next(self.node.iterancestors(full_tag("process")), self.node)
        spec.diagram, spec.variables = outer.get("id"), vocabulary.variables(outer)
        return spec


class HouseParser(BpmnParser):
    """Only what the house allows has a parser; the lint says why the rest is refused."""

    PROCESS_PARSER_CLASS = HouseProcess
    PARSER_CLASSES = {  # noqa: RUF012
        full_tag("startEvent"): (e.StartElement, defaults.StartEvent),
        full_tag("endEvent"): (e.EndElement, defaults.EndEvent),
        full_tag("userTask"): (e.PersonElement, nodes.Person),
        full_tag("serviceTask"): (e.HandlerElement, nodes.Handler),
        full_tag("businessRuleTask"): (e.DecisionElement, nodes.Decision),
        full_tag("subProcess"): (e.EmbeddedElement, nodes.Embedded),
        full_tag("callActivity"): (e.CallElement, nodes.Call),
        full_tag("exclusiveGateway"): (e.BranchingElement, joins.Exclusive),
        full_tag("inclusiveGateway"): (e.BranchingElement, joins.Inclusive),
        full_tag("parallelGateway"): (e.ForkElement, joins.Parallel),
        full_tag("eventBasedGateway"): (e.EventGatewayElement, defaults.EventBasedGateway),
        full_tag("intermediateCatchEvent"): (e.CatchElement, defaults.IntermediateCatchEvent),
        full_tag("intermediateThrowEvent"): (e.ThrowElement, defaults.IntermediateThrowEvent),
        full_tag("boundaryEvent"): (e.BoundaryElement, defaults.BoundaryEvent),
        full_tag("receiveTask"): (e.ReceiveElement, defaults.ReceiveTask),
    }


def parse(files: Mapping[str, bytes]) -> dict[str, nodes.Process]:
    """All specs of the BPMN files among `files`: processes and embedded sub-processes, by id.

    Raises RefusedXml, or the library's ValidationException for a diagram that the lint would refuse.
    """
    parser = HouseParser()
    for path in sorted(files):
        if path.endswith(".bpmn"):
            parser.add_bpmn_xml(read(files[path]).getroottree(), path)
    specs: dict[str, nodes.Process] = dict(parser.find_all_specs())
    for name in list(specs):
        specs.update(parser.get_subprocess_specs(name, require_call_activity_specs=False))
    return {name: spec for name, spec in specs.items() if spec is not None}
