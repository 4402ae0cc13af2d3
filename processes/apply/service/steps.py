"""The steps of the wizard: saving a draft, finishing a step, going back to a finished one."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.people import Actor
from engine.workflow import TaskContext, WorkItem, commands, completes
from processes.apply import queries
from processes.apply.declared import declare
from processes.apply.errors import AlreadyHandedIn, ApplicationOver, NoSuchStep, StepNotYet
from processes.apply.models import Application, Status
from processes.apply.rules import steps
from processes.apply.service import history, identity, rule, validity

Variables = Mapping[str, Any]
_KEEP: Mapping[str, Callable[[Session, Application, Mapping[str, Any]], None]] = {
    "identity": identity.keep,
    "rule": rule.keep,
    "history": history.keep,
}


def save_draft(session: Session, application: Application, step: str, values: Mapping[str, Any]) -> None:
    """Keep what was typed so far, right or wrong. A finished step keeps its checked answers until it is finished anew.

    Raises AlreadyHandedIn, ApplicationOver, NoSuchStep.
    """
    _still_a_draft(application)
    if step not in steps.STEPS:
        raise NoSuchStep
    declare(application, step if step not in application.finished else f"{step}.draft", values)
    session.flush()


def finish(session: Session, actor: Actor, application: Application, step: str, values: Mapping[str, Any]) -> str:
    """Finish a step, for the first time or again, and return the step that comes next.

    A change that makes later answers invalid sends `apply.step_reopened`, which takes the case back to the
    first step concerned. Raises InvalidForm, StepNotYet and the refusals of the steps.
    """
    _still_a_draft(application)
    if step not in steps.STEPS:
        raise NoSuchStep
    if step in application.finished:
        return _again(session, actor, application, step, values)
    at = steps.current(application.finished)
    if step != at:
        raise StepNotYet(title=steps.TITLES[at])
    item = next(
        (
            item
            for item in commands.open_items(session, actor, business_key=str(application.id))
            if item.form_key == steps.form_key(step)
        ),
        None,
    )
    if item is None:
        raise StepNotYet(title=steps.TITLES[at])
    commands.complete(session, actor, item.id, dict(values))
    return steps.current(application.finished)


def _again(session: Session, actor: Actor, application: Application, step: str, values: Mapping[str, Any]) -> str:
    _KEEP[step](session, application, values) if step in _KEEP else None
    _forget_draft(application, step)
    invalid = validity.first_invalid(session, application)
    if invalid is not None:
        application.finished = steps.still_finished(application.finished, invalid)
        commands.correlate(session, "apply.step_reopened", str(application.id), {"reopened_step": invalid})
    _record(session, actor, application, step, again=True)
    session.flush()
    return steps.current(application.finished)


def keep_step(step: str) -> Callable[[TaskContext, WorkItem, dict[str, Any]], Variables]:
    """The command behind a step's form: business rows and the wizard's place, in the engine's transaction."""

    def command(ctx: TaskContext, item: WorkItem, values: dict[str, Any]) -> Variables:
        application = queries.application(ctx.session, _id(ctx), lock=True)
        _still_a_draft(application)
        _KEEP[step](ctx.session, application, values)
        return _finished(ctx, application, step)

    return command
