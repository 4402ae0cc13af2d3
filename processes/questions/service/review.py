"""What the first and the final reviewer decide over a question."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from engine.platform import audit
from engine.platform.errors import FieldError, InvalidForm
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.questions import queries
from processes.questions.errors import SamePerson
from processes.questions.models import QuestionRemark, Stage

PASS, REVISE, REJECT = DECISIONS = ("pass", "revise", "reject")
STAGES = {Stage.CHECK: "自动检查", Stage.FIRST: "初审", Stage.FINAL: "终审", Stage.BANK: "题库管理"}
VERDICTS = {
    "pass": "通过", "revise": "退回修改", "reject": "不采用", "suspend": "停用", "resume": "恢复使用",
    "enemies": "列为互斥题",
    "point": "调整鉴定点",
}  # fmt: skip


def stage_of(group: str) -> Stage:
    """The stage of the group a task was done in."""
    return Stage.FINAL if group.endswith(":final_review") else Stage.FIRST


@completes("question/review")
def decide(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Record a reviewer's decision on the newest version. Raises InvalidForm without a reason, SamePerson."""
    session, decision, text = ctx.work, str(values.get("decision") or ""), str(values.get("text") or "").strip()
    if decision not in DECISIONS:
        raise InvalidForm([FieldError("decision", "请选择结论")], values)
    if decision != PASS and not text:
        raise InvalidForm([FieldError("text", "请写明原因，作者要据此修改")], values)
    question = queries.question_by_id(session, UUID(ctx.business_key), lock=True)
    stage = stage_of(item.group_name)
    if ctx.actor.person_id in queries.kept_away(session, question, stage=stage):
        raise SamePerson
    if question.version_id is None:
        raise LookupError("a question without a version")
    session.add(
        QuestionRemark(
            question_id=question.id,
            version_id=question.version_id,
            stage=stage,
            verdict=decision,
            text="" if decision == PASS else text,
            person_id=ctx.actor.person_id,
            person_name=ctx.actor.name,
        )
    )
    audit.record(
        session,
        ctx.actor,
        "question.reviewed",
        subject=("question", question.id),
        instance_id=ctx.instance_id,
        after={"no": question.no, "review": stage, "verdict": decision, "text": text},
    )
    session.flush()
    return {"decision": decision}
