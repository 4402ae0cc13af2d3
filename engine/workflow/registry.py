"""What Python offers to diagrams: handlers behind service tasks, commands behind forms, known candidate groups."""

import inspect
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, get_type_hints
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import ports
from engine.platform.people import Actor

if TYPE_CHECKING:
    from engine.workflow.models import WorkItem

_PLAIN = frozenset({str, int, float, bool, list, dict, UUID, Any})


class MissingVariable(LookupError):
    """A handler asks for a variable that the case does not have."""


@dataclass(frozen=True, slots=True)
class TaskContext:
    """Where a handler stands. `session` is None in a remote handler, which runs outside any transaction.

    `task_id` is the same at every attempt: hand it on as idempotency key.
    """

    session: Session | None
    instance_id: UUID
    task_id: UUID
    business_key: str
    actor: Actor
    variables: Mapping[str, Any] = field(default_factory=dict)

    @property
    def work(self) -> Session:
        """The session of a handler that is not remote."""
        if self.session is None:
            raise LookupError("a remote handler has no transaction")
        return self.session


@dataclass(frozen=True, slots=True)
class HandlerEntry:
    """A handler: keyword parameters are process variables by name, or ports by annotation."""

    name: str
    function: Callable[..., Mapping[str, Any] | None]
    remote: bool

    def _parameters(self) -> dict[str, tuple[Any, bool]]:
        hints = get_type_hints(self.function)
        signature = inspect.signature(self.function).parameters.values()
        return {
            one.name: (hints.get(one.name, Any), one.default is inspect.Parameter.empty)
            for one in signature if one.kind is inspect.Parameter.KEYWORD_ONLY
        }  # fmt: skip

    def variables(self) -> frozenset[str]:
        """The process variables it cannot do without."""
        return frozenset(
            name for name, (hint, required) in self._parameters().items() if required and not _is_port(hint)
        )

    def call(self, context: TaskContext) -> Mapping[str, Any]:
        """Run it with its variables and ports. Raises MissingVariable, and whatever the handler raises."""
        given: dict[str, Any] = {}
        for name, (hint, required) in self._parameters().items():
            if _is_port(hint):
                given[name] = ports.get(hint)
            elif context.variables.get(name) is not None:
                value = context.variables[name]
                given[name] = UUID(value) if hint is UUID else value
            elif required and not _takes_none(hint):
                raise MissingVariable(f"{self.name} needs variable {name}")
            elif required:
                given[name] = None
        return self.function(context, **given) or {}


def _is_port(hint: Any) -> bool:
    return isinstance(hint, type) and hint not in _PLAIN and not hasattr(hint, "__origin__")


def _takes_none(hint: Any) -> bool:
    return hint is Any or type(None) in getattr(hint, "__args__", ())


Completion = Callable[[TaskContext, "WorkItem", dict[str, Any]], Mapping[str, Any] | None]

Description = Callable[[Session, str], Mapping[str, Any]]

handlers: dict[str, HandlerEntry] = {}
descriptions: dict[str, Description] = {}
completions: dict[str, Completion] = {}
_groups: set[str] = set()

H = Callable[..., Mapping[str, Any] | None]


def service_task(name: str, *, remote: bool = False) -> Callable[[H], H]:
    """Register `f(ctx, *, variable: str, …)` as the handler of that name; what it returns becomes variables.

    Idempotent by `ctx.task_id`. A remote handler speaks over a network and runs in a job.
    """

    def register(function: H) -> H:
        if name in handlers and handlers[name].function is not function:
            raise LookupError(f"handler {name} is registered twice")
        handlers[name] = HandlerEntry(name, function, remote)
        return function

    return register


def completes(form: str) -> Callable[[Completion], Completion]:
    """Register `f(ctx, item, values)` as the command behind a form: it writes the business rows in the same
    transaction and returns variables. A form without one keeps its values in a generic table."""

    def register(function: Completion) -> Completion:
        if completions.get(form, function) is not function:
            raise LookupError(f"form {form} is completed twice")
        completions[form] = function
        return function

    return register


def describes(process: str) -> Callable[[Description], Description]:
    """Register `f(session, business_key)`: what the lists of a process's open work are filtered by. Flat JSON, read
    once when work opens for a group; it must not fail for a case that the business does not know."""

    def register(function: Description) -> Description:
        if descriptions.get(process, function) is not function:
            raise LookupError(f"process {process} is described twice")
        descriptions[process] = function
        return function

    return register


def declare_groups(*templates: str) -> None:
    """Name the candidate groups that lanes may use, such as `institution:{institution_id}:first_review`."""
    _groups.update(_shape(template) for template in templates)


def knows_group(template: str) -> bool:
    """Whether a lane's template is one of the declared groups; without any declared, every group is known."""
    return not _groups or _shape(template) in _groups


def _shape(template: str) -> str:
    return re.sub(r"\{[^{}]*\}", "{}", template)
