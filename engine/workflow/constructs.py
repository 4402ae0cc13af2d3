"""What of BPMN runs here and what is refused, with the sentence a designer reads. Tests are generated from it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Construct:
    """`path` is an XPath from a process element; `refusal` is None for what runs."""

    key: str
    path: str
    refusal: str | None = None

    @property
    def runs(self) -> bool:
        return self.refusal is None


CONSTRUCTS = (
    Construct("start", ".//bpmn:startEvent[not(bpmn:*[contains(name(), 'EventDefinition')])]"),
    Construct("user_task", ".//bpmn:userTask"),
    Construct("service_task", ".//bpmn:serviceTask"),
    Construct("decision_task", ".//bpmn:businessRuleTask"),
    Construct("call_activity", ".//bpmn:callActivity"),
    Construct("embedded_sub_process", ".//bpmn:subProcess[not(@triggeredByEvent='true')]"),
    Construct("exclusive_gateway", ".//bpmn:exclusiveGateway"),
    Construct("parallel_gateway", ".//bpmn:parallelGateway"),
    Construct("inclusive_gateway", ".//bpmn:inclusiveGateway"),
    Construct("event_gateway", ".//bpmn:eventBasedGateway"),
    Construct("receive_task", ".//bpmn:receiveTask"),
    Construct("message_catch", ".//bpmn:intermediateCatchEvent/bpmn:messageEventDefinition"),
    Construct("timer_catch", ".//bpmn:intermediateCatchEvent/bpmn:timerEventDefinition"),
    Construct("milestone", ".//bpmn:intermediateThrowEvent[not(bpmn:*[contains(name(), 'EventDefinition')])]"),
    Construct("message_boundary", ".//bpmn:boundaryEvent[not(@cancelActivity='false')]/bpmn:messageEventDefinition"),
    Construct("message_beside", ".//bpmn:boundaryEvent[@cancelActivity='false']/bpmn:messageEventDefinition"),
    Construct("timer_boundary", ".//bpmn:boundaryEvent[not(@cancelActivity='false')]/bpmn:timerEventDefinition"),
    Construct("timer_reminder", ".//bpmn:boundaryEvent[@cancelActivity='false']/bpmn:timerEventDefinition"),
    Construct("cycle_reminder", ".//bpmn:boundaryEvent[@cancelActivity='false']//bpmn:timeCycle"),
    Construct("error", ".//bpmn:endEvent/bpmn:errorEventDefinition"),
    Construct("escalation", ".//bpmn:endEvent/bpmn:escalationEventDefinition"),
    Construct("escalation_on_the_way", ".//bpmn:intermediateThrowEvent/bpmn:escalationEventDefinition"),
    Construct("escalation_beside", ".//bpmn:boundaryEvent[@cancelActivity='false']/bpmn:escalationEventDefinition"),
    Construct("terminate", ".//bpmn:endEvent/bpmn:terminateEventDefinition"),
    Construct("parallel_each", ".//bpmn:multiInstanceLoopCharacteristics[not(@isSequential='true')]"),
    Construct("sequential_each", ".//bpmn:multiInstanceLoopCharacteristics[@isSequential='true']"),
    Construct("each_sub_process", ".//bpmn:subProcess/bpmn:multiInstanceLoopCharacteristics"),
    Construct("each_call", ".//bpmn:callActivity/bpmn:multiInstanceLoopCharacteristics"),
    Construct("completion_condition", ".//bpmn:multiInstanceLoopCharacteristics/bpmn:completionCondition"),
    Construct("script_task", ".//bpmn:scriptTask", "不接受脚本任务。请改用服务任务，或用决策表、条件表达式。"),
    Construct("plain_task", ".//bpmn:task", "没有类型的任务不会执行。请选定用户任务、服务任务或决策任务。"),
    Construct("manual_task", ".//bpmn:manualTask", "手工任务没有表单和办理人。请改用用户任务。"),
    Construct("send_task", ".//bpmn:sendTask", "不支持发送任务。向外发消息请用服务任务。"),
    Construct(
        "message_throw",
        ".//*[self::bpmn:intermediateThrowEvent or self::bpmn:endEvent]/bpmn:messageEventDefinition",
        "不支持抛出消息事件。向外发消息请用服务任务。",
    ),
    Construct(
        "event_sub_process",
        ".//bpmn:subProcess[@triggeredByEvent='true']",
        "不支持事件子流程。请改用附着在子流程上的边界事件。",
    ),
    Construct("ad_hoc", ".//bpmn:adHocSubProcess", "不支持即席子流程。请把步骤用连线画出来。"),
    Construct("transaction", ".//bpmn:transaction", "不支持事务子流程。请改用普通子流程和错误边界事件。"),
    Construct("complex_gateway", ".//bpmn:complexGateway", "不支持复杂网关。请改用排他、并行或包容网关。"),
    Construct(
        "compensation",
        ".//bpmn:compensateEventDefinition | .//*[@isForCompensation='true']",
        "不支持补偿。请把撤销的步骤用连线画出来。",
    ),
    Construct("conditional", ".//bpmn:conditionalEventDefinition", "不支持条件事件。请改用排他网关或消息。"),
    Construct("signal", ".//bpmn:signalEventDefinition", "不支持信号事件。请改用带关键字的消息。"),
    Construct("link", ".//bpmn:linkEventDefinition", "不支持链接事件。请直接画出连线。"),
    Construct("cancel", ".//bpmn:cancelEventDefinition", "不支持取消事件。请改用错误边界事件。"),
    Construct(
        "multiple_events",
        ".//*[count(bpmn:*[contains(name(), 'EventDefinition')]) > 1]",
        "一个事件只能等待一件事。等待多件事请用事件网关。",
    ),
    Construct(
        "misplaced_event",
        ".//*[self::bpmn:intermediateThrowEvent or self::bpmn:endEvent]/bpmn:timerEventDefinition"
        " | .//bpmn:intermediateThrowEvent/*[self::bpmn:errorEventDefinition or self::bpmn:terminateEventDefinition]"
        " | .//bpmn:intermediateCatchEvent/*[self::bpmn:errorEventDefinition or self::bpmn:escalationEventDefinition"
        " or self::bpmn:terminateEventDefinition] | .//bpmn:boundaryEvent/bpmn:terminateEventDefinition",
        "这类事件不能放在这里。中间事件等待消息或定时，抛出的只能是升级；错误和终止用结束事件，捕获用边界事件。",
    ),
    Construct(
        "waits_for_nothing",
        ".//*[self::bpmn:intermediateCatchEvent or self::bpmn:boundaryEvent]"
        "[not(bpmn:*[contains(name(), 'EventDefinition')])]",
        "等待的事件没有写明等什么。请选定消息或定时。",
    ),
    Construct(
        "event_start",
        ".//bpmn:startEvent[bpmn:*[contains(name(), 'EventDefinition')]]",
        "开始事件不能带消息、定时或信号。流程由系统按业务启动。",
    ),
    Construct(
        "several_starts",
        "self::*[count(bpmn:startEvent) > 1]",
        "一个流程只能有一个开始事件。请合并成一个，再用网关分开。",
    ),
    Construct("standard_loop", ".//bpmn:standardLoopCharacteristics", "不支持循环标记。请用排他网关画出回路。"),
    Construct("cardinality", ".//bpmn:loopCardinality", "多实例不支持固定次数。请在“循环数据输入”中写出列表变量。"),
    Construct(
        "cycle_elsewhere",
        ".//bpmn:timeCycle[not(ancestor::bpmn:boundaryEvent[@cancelActivity='false'])]",
        "循环定时只能用在不中断的边界事件上。",
    ),
    Construct(
        "error_beside",
        ".//bpmn:boundaryEvent[@cancelActivity='false']/bpmn:errorEventDefinition",
        "错误边界事件总会中断所附的活动，请去掉“不中断”。",
    ),
    Construct(
        "data_objects",
        ".//bpmn:dataObject | .//bpmn:dataStoreReference | .//bpmn:ioSpecification"
        " | .//bpmn:dataInputAssociation | .//bpmn:dataOutputAssociation",
        "不支持数据对象和数据存储。请在流程上声明变量。",
    ),
    Construct(
        "correlation",
        "//bpmn:correlationProperty | //bpmn:correlationKey | //bpmn:correlationSubscription",
        "不支持关联属性：任意一项相符就会误收消息。请在消息事件上写关键字。",
    ),
    Construct(
        "instantiate",
        ".//*[self::bpmn:receiveTask or self::bpmn:eventBasedGateway][@instantiate='true']",
        "流程不能由消息启动。请去掉“实例化”。",
    ),
    Construct(
        "parallel_event_gateway",
        ".//bpmn:eventBasedGateway[@eventGatewayType='Parallel']",
        "事件网关只能等待先到的一件事。请去掉“并行”。",
    ),
    Construct(
        "called_expression",
        ".//bpmn:callActivity[contains(@calledElement, '$') or contains(@calledElement, '=') or not(@calledElement)]",
        "调用活动须写明被调用流程的编号，不能用表达式。",
    ),
    Construct(
        "event_multi_instance",
        ".//bpmn:receiveTask/bpmn:multiInstanceLoopCharacteristics"
        " | .//bpmn:serviceTask/bpmn:multiInstanceLoopCharacteristics"
        " | .//bpmn:businessRuleTask/bpmn:multiInstanceLoopCharacteristics",
        "多实例只能用在用户任务、子流程和调用活动上。",
    ),
    Construct(
        "not_executable", "self::bpmn:process[not(@isExecutable='true')]", "流程未标记为可执行。请勾选“可执行”。"
    ),
)

_KNOWN = """
startEvent endEvent userTask serviceTask businessRuleTask callActivity subProcess exclusiveGateway parallelGateway
inclusiveGateway eventBasedGateway receiveTask intermediateCatchEvent intermediateThrowEvent boundaryEvent
sequenceFlow laneSet lane childLaneSet flowNodeRef incoming outgoing extensionElements documentation
conditionExpression messageEventDefinition timerEventDefinition errorEventDefinition escalationEventDefinition
terminateEventDefinition timeDate timeDuration timeCycle multiInstanceLoopCharacteristics loopDataInputRef
loopDataOutputRef inputDataItem outputDataItem completionCondition textAnnotation text association group
"""
_REFUSED = """
scriptTask task manualTask sendTask adHocSubProcess transaction complexGateway compensateEventDefinition
conditionalEventDefinition signalEventDefinition linkEventDefinition cancelEventDefinition
standardLoopCharacteristics loopCardinality dataObject dataObjectReference dataStoreReference ioSpecification
dataInputAssociation dataOutputAssociation correlationSubscription
"""

KNOWN = frozenset(_KNOWN.split())
"""Elements a process may hold; anything else is refused by name."""

REFUSED = frozenset(_REFUSED.split())
"""Elements with a sentence of their own in the table."""
