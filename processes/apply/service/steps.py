"""The steps of the wizard: saving a draft, finishing a step, going back to a finished one."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.errors import FieldError
from engine.platform.people import Actor
from engine.workflow import commands
from processes.apply import queries
from processes.apply.declared import declare, forget
from processes.apply.errors import AlreadyHandedIn, ApplicationOver, ConfirmFirst, NoSuchStep, StepNotYet
from processes.apply.models import OUTCOMES, Application, Status
from processes.apply.rules import steps
from processes.apply.service import history, identity, rule, validity

Keep = Callable[[Session, Application, Mapping[str, Any]], None]


def _nothing(session: Session, application: Application, values: Mapping[str, Any]) -> None:
    """Uploads were kept one by one; the step itself declares nothing."""


KEEP: Mapping[str, Keep] = {
    "identity": identity.keep,
    "rule": rule.keep,
    "history": history.keep,
    "materials": _nothing,
}


def look_over(session: Session, application: Application, step: str, values: Mapping[str, Any]) -> list[FieldError]:
    """What is already known to be wrong with a part of a step's answers. Keeps nothing."""
    return identity.look(session, application, values) if step == "identity" else []


def hold(session: Session, application: Application) -> None:
    """Wait for whoever saves or moves this application, and read it anew: what a page judges has to be the newest."""
    commands.hold(session, application.instance_id)
    session.refresh(application)


def save_draft(session: Session, application: Application, step: str, values: Mapping[str, Any]) -> None:
    """Keep what was typed so far, right or wrong; a finished step keeps its checked answers beside it.

    Raises AlreadyHandedIn, ApplicationOver, NoSuchStep.
    """
    still_a_draft(session, application)
    if step not in steps.STEPS:
        raise NoSuchStep
    declare(application, f"{step}.draft", values)
    session.flush()


def drop_draft(session: Session, application: Application, step: str) -> None:
    """Give up what was typed and not finished; the finished answers stand. Raises as `save_draft`."""
    still_a_draft(session, application)
    if step not in steps.STEPS:
        raise NoSuchStep
    forget(application, f"{step}.draft")
    session.flush()


def finish(session: Session, actor: Actor, application: Application, step: str, values: Mapping[str, Any]) -> str:
    """Finish a step, for the first time or again, and return the step that comes next.

    A change that makes later answers invalid sends `apply.step_reopened`, which takes the case back to the
    first step concerned. Raises InvalidForm, StepNotYet, NoSuchStep and the refusals of the steps.
    """
    still_a_draft(session, application)
    if step not in steps.STEPS:
        raise NoSuchStep
    if step in application.finished:
        return _again(session, actor, application, step, values)
    at = steps.current(application.finished)
    item = next(
        (
            item
            for item in commands.open_items(session, actor, business_key=str(application.id))
            if item.form_key == steps.form_key(step)
        ),
        None,
    )
    if step != at or item is None:
        raise StepNotYet(title=steps.TITLES[at])
    commands.complete(session, actor, item.id, dict(values))
    session.refresh(application)
    return steps.current(application.finished)


def still_a_draft(session: Session, application: Application) -> None:
    """Raises ApplicationOver, AlreadyHandedIn, ConfirmFirst."""
    if application.status == Status.ENDED:
        raise ApplicationOver(no=application.no, outcome=OUTCOMES.get(application.outcome or "", "已结束"))
    if application.status != Status.DRAFT:
        raise AlreadyHandedIn(no=application.no)
    if queries.confirmation(session, application) is not None:
        raise ConfirmFirst(no=application.no)


def _again(session: Session, actor: Actor, application: Application, step: str, values: Mapping[str, Any]) -> str:
    """Replace the answers of a finished step; the token moves only when later answers no longer hold."""
    KEEP[step](session, application, values)
    forget(application, f"{step}.draft")
    before = list(application.finished)
    invalid = validity.first_invalid(session, application)
    if invalid is not None:
        application.finished = steps.still_finished(before, invalid)
        commands.correlate(session, "apply.step_reopened", str(application.id), {"reopened_step": invalid})
    audit.record(
        session,
        actor,
        "application.step_changed",
        subject=("application", application.id),
        instance_id=application.instance_id,
        before={"finished": before},
        after={"step": step, "finished": list(application.finished)},
    )
    session.flush()
    return steps.current(application.finished)
