"""A verdict on one material."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.errors import InvalidForm
from engine.platform.people import Actor
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.apply import queries as applications
from processes.apply.models import Material
from processes.review import queries
from processes.review.errors import FileChanged
from processes.review.models import MaterialVerdict
from processes.review.reasons import reasons
from processes.review.rules import stage_of, verdict_problems


@completes("review/material")
def judge(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Record the verdict of the task's own material. Raises InvalidForm, FileChanged."""
    material = applications.material(ctx.work, UUID(item.item_key))
    _record(
        ctx.work,
        ctx.actor,
        material,
        stage=stage_of(item.group_name),
        round_no=queries.round_of(ctx.work, material.application_id),
        values=values,
        instance_id=ctx.instance_id,
    )
    return {}


def judge_again(
    session: Session, actor: Actor, material: Material, *, stage: str, round_no: int, values: Mapping[str, Any]
) -> None:
    """Change a verdict before the conclusion. Faulting what this stage passed in an earlier round, unchanged since,
    needs a supervisor's consent (`give_consent`). Raises InvalidForm, FileChanged."""
    _record(session, actor, material, stage=stage, round_no=round_no, values=values, instance_id=None)


def _record(
    session: Session,
    actor: Actor,
    material: Material,
    *,
    stage: str,
    round_no: int,
    values: Mapping[str, Any],
    instance_id: UUID | None,
) -> None:
    verdict, code, text = (str(values.get(name) or "") for name in ("verdict", "reason", "text"))
    if values.get("sha256") != material.sha256:
        raise FileChanged(title=material.title)
    before = queries.standing(session, material.application_id, stage).get(material.id)
    returned = verdict == "return"
    consent = queries.consent(session, material, stage, round_no) if returned else None
    errors = verdict_problems(
        verdict,
        code,
        text,
        codes={option.value for option in reasons(material.kind)},
        passed_before=returned and queries.passed_before(session, material, stage, round_no),
        supervisor_reason=consent.reason if consent is not None else "",
    )
    if errors:
        raise InvalidForm(errors, values)
    if before is not None:
        before.superseded = True
        session.flush()
    row = MaterialVerdict(
        application_id=material.application_id,
        material_id=material.id,
        stage=stage,
        round=round_no,
        verdict=verdict,
        reason_code=code if returned else "",
        text=text.strip() if returned else "",
        sha256=material.sha256,
        person_id=actor.person_id,
        person_name=actor.name,
        supervisor_reason=consent.reason if consent is not None else "",
    )
    session.add(row)
    session.flush()
    audit.record(
        session,
        actor,
        "material.judged",
        subject=("application", material.application_id),
        instance_id=instance_id,
        before=_told(before, material) if before is not None else None,
        after=_told(row, material),
    )


def _told(row: MaterialVerdict, material: Material) -> dict[str, Any]:
    told = {"material": material.title, "stage": row.stage, "verdict": row.verdict, "sha256": row.sha256}
    return told | ({"reason": row.reason_code, "text": row.text} if row.verdict == "return" else {})
