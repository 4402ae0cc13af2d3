"""Small diagrams for tests: elements as one-liners, flows as pairs."""

from collections.abc import Iterable

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<bpmn:definitions'
    ' xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:certflow="urn:certflow:bpmn:1"'
    ' xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"'
    ' xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="definitions" targetNamespace="urn:test">\n'
)
Flow = tuple[str, str] | tuple[str, str, str]


def escape(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace('"', "&quot;")


def element(kind: str, id: str, inner: str = "", name: str | None = None, **attributes: str) -> str:  # noqa: A002
    extra = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f'<bpmn:{kind} id="{id}" name="{name or id}"{extra}>{inner}</bpmn:{kind}>'


def extension(word: str, **attributes: str) -> str:
    said = "".join(f' {key}="{escape(value)}"' for key, value in attributes.items())
    return f"<bpmn:extensionElements><certflow:{word}{said}/></bpmn:extensionElements>"


def start(id: str = "start") -> str:  # noqa: A002
    return element("startEvent", id)


def end(id: str = "end", inner: str = "", name: str | None = None) -> str:  # noqa: A002
    return element("endEvent", id, inner, name)


def user(id: str, inner: str = "", *, due: str = "PT72H", form: str = "test/form", **said: str) -> str:  # noqa: A002
    return element("userTask", id, extension("task", form=form, due=due, **said) + inner)


def service(id: str, handler: str) -> str:  # noqa: A002
    return element("serviceTask", id, extension("handler", name=handler))


def decision(id: str, ref: str, result: str = "") -> str:  # noqa: A002
    said = {"result": result} if result else {}
    return element("businessRuleTask", id, extension("decision", ref=ref, **said))


def gateway(id: str, kind: str = "exclusive", default: str | None = None) -> str:  # noqa: A002
    return element(f"{kind}Gateway", id, **({"default": default} if default else {}))


def timer(value: str, word: str = "timeDuration") -> str:
    return f"<bpmn:timerEventDefinition><bpmn:{word}>{escape(value)}</bpmn:{word}></bpmn:timerEventDefinition>"


def message_event(ref: str, key: str | None = None) -> str:
    said = extension("message", key=key) if key else ""
    return f'{said}<bpmn:messageEventDefinition messageRef="{ref}"/>'


def boundary(id: str, attached: str, inner: str, *, interrupting: bool = True) -> str:  # noqa: A002
    return element(
        "boundaryEvent", id, inner, attachedToRef=attached, cancelActivity="true" if interrupting else "false"
    )


def catch(id: str, inner: str) -> str:  # noqa: A002
    return element("intermediateCatchEvent", id, inner)


def each(collection: str, item: str, *, sequential: bool = False, until: str | None = None, outputs: str = "") -> str:
    out = f"<bpmn:loopDataOutputRef>{outputs}</bpmn:loopDataOutputRef>" if outputs else ""
    out_item = f'<bpmn:outputDataItem id="{outputs}_item" name="{outputs}_item"/>' if outputs else ""
    condition = f"<bpmn:completionCondition>{escape(until)}</bpmn:completionCondition>" if until else ""
    return (
        f'<bpmn:multiInstanceLoopCharacteristics isSequential="{"true" if sequential else "false"}">'
        f"<bpmn:loopDataInputRef>{collection}</bpmn:loopDataInputRef>{out}"
        f'<bpmn:inputDataItem id="{item}" name="{item}"/>{out_item}{condition}'
        "</bpmn:multiInstanceLoopCharacteristics>"
    )


def flows(pairs: Iterable[Flow]) -> str:
    made = []
    for source, target, *condition in pairs:
        inner = f"<bpmn:conditionExpression>{escape(condition[0])}</bpmn:conditionExpression>" if condition else ""
        made.append(
            f'<bpmn:sequenceFlow id="{source}__{target}" sourceRef="{source}" targetRef="{target}">{inner}'
            "</bpmn:sequenceFlow>"
        )
    return "".join(made)


def lane(name: str, group: str, nodes: Iterable[str]) -> str:
    refs = "".join(f"<bpmn:flowNodeRef>{node}</bpmn:flowNodeRef>" for node in nodes)
    return f'<bpmn:lane id="lane_{name}" name="{name}">{extension("group", template=group)}{refs}</bpmn:lane>'


def process(
    id: str,  # noqa: A002
    nodes: Iterable[str],
    pairs: Iterable[Flow],
    *,
    lanes: Iterable[str] = (),
    variables: Iterable[str] = (),
) -> str:
    declared = "".join(f'<certflow:variable name="{name}" type="string"/>' for name in variables)
    said = f"<bpmn:extensionElements>{declared}</bpmn:extensionElements>" if declared else ""
    lane_set = f'<bpmn:laneSet id="lanes_{id}">{"".join(lanes)}</bpmn:laneSet>' if lanes else ""
    body = "".join(nodes) + flows(pairs)
    return f'<bpmn:process id="{id}" name="{id}" isExecutable="true">{said}{lane_set}{body}</bpmn:process>'


def document(*processes: str, messages: Iterable[str] = (), errors: Iterable[str] = (), extra: str = "") -> bytes:
    """A BPMN file. Each message and error has its name as id."""
    tail = "".join(f'<bpmn:message id="{name}" name="{name}"/>' for name in messages)
    tail += "".join(f'<bpmn:error id="{name}" name="{name}" errorCode="{name}"/>' for name in errors)
    return (HEAD + "".join(processes) + tail + extra + "</bpmn:definitions>").encode()


def embedded(id: str, nodes: Iterable[str], pairs: Iterable[Flow], loop: str = "") -> str:  # noqa: A002
    return element("subProcess", id, "".join(nodes) + flows(pairs) + loop)
