"""The training institution confirms results by category, for one learner or for many."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.errors import AppError, FieldError, InvalidForm
from engine.platform.people import Actor
from engine.workflow import commands
from engine.workflow.models import WorkItem
from engine.workflow.registry import TaskContext, completes
from processes.train import queries
from processes.train.errors import NotReady
from processes.train.models import Category, Enrolment, State, TrainingResult
from processes.train.rules import minutes_by_category

FORM = "train/results"


@completes(FORM)
def confirm(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Mapping[str, Any]:
    """Keep a verdict for every category that the training has, and minutes of practice beside the counted ones.

    Raises InvalidForm, NotReady.
    """
    session = ctx.work
    enrolment = queries.of_application(session, UUID(ctx.business_key))
    if enrolment is None:
        raise NotReady
    states = queries.progress(session, enrolment)
    minutes, note = minutes_by_category(states), str(values.get("note") or "").strip()
    verdicts = {category: str(values.get(f"{category}_result") or "") for category in minutes}
    missing = [
        FieldError(f"{category}_result", f"请选择{Category(category).title}的结果")
        for category, verdict in verdicts.items()
        if verdict not in ("qualified", "unqualified")
    ]
    unqualified = [category for category, verdict in verdicts.items() if verdict == "unqualified"]
    if unqualified and not note:
        missing.append(FieldError("note", "有不合格的类别，请写明原因，学员会看到"))
    if missing:
        raise InvalidForm(missing, values)
    session.execute(delete(TrainingResult).where(TrainingResult.enrolment_id == enrolment.id))
    for category, verdict in verdicts.items():
        scores = [state.quiz_best for state in states if state.category == category and state.quiz_best is not None]
        session.add(
            TrainingResult(
                enrolment_id=enrolment.id,
                category=category,
                minutes=minutes[category],
                offline_minutes=int(values.get("skill_offline") or 0) if category == Category.SKILL else 0,
                quiz_score=min(scores) if scores else None,
                verdict=verdict,
                note=note,
                person_id=ctx.actor.person_id,
                person_name=ctx.actor.name,
                confirmed_at=clock.now(),
            )
        )
    enrolment.state = State.CONFIRMED
    audit.record(
        session,
        ctx.actor,
        "train.results_confirmed",
        subject=("application", UUID(ctx.business_key)),
        instance_id=ctx.instance_id,
        after={f"{category}_result": verdict for category, verdict in verdicts.items()}
        | ({"note": note} if note else {}),
    )
    session.flush()
    return {"qualified": not unqualified}


def confirm_many(session: Session, actor: Actor, enrolments: list[Enrolment]) -> tuple[int, list[str]]:
    """Confirm several learners as qualified in every category; each stands or falls by itself.

    Returns how many were confirmed, and a sentence for each that was not.
    """
    done, refused = 0, []
    for enrolment in enrolments:
        try:
            with session.begin_nested():
                item = item_of(session, actor, enrolment)
                asked = {state.category for state in queries.progress(session, enrolment)}
                values = {f"{category}_result": "qualified" for category in asked}
                commands.complete(session, actor, item.id, values)
            done += 1
        except AppError as refusal:
            refused.append(f"{enrolment.name}：{refusal.sentence}")
    return done, refused


def item_of(session: Session, actor: Actor, enrolment: Enrolment) -> WorkItem:
    """The task in which this person confirms the results. Raises NotReady."""
    key = str(enrolment.application_id)
    for item in commands.open_items(session, actor, business_key=key):
        if item.form_key == FORM:
            return item
    raise NotReady
