"""What the pages of the wizard read of an application: each thing once, and only what a page asks for."""

from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform.files import StoredFile
from engine.workflow import definitions
from engine.workflow.definitions import Loaded
from forms import kit
from processes.apply import offers, options, queries
from processes.apply.declared import draft_of
from processes.apply.facts import facts_only
from processes.apply.models import Application, Material
from processes.apply.rules.steps import form_key
from processes.plans import queries as plans
from processes.plans.models import Plan, PlanLine
from web.candidate.forms import line_id


def chosen_line(application: Application) -> UUID | None:
    """The line of the plan that was chosen, or begun with; None while there is none."""
    return application.plan_line_id or line_id(str(draft_of(application, "rule").get("plan_line_id")))


class Filling:
    """An application while it is filled in. Forms and tables are those of the definitions that the case runs on."""

    def __init__(self, session: Session, application: Application) -> None:
        self.session, self.application = session, application

    @cached_property
    def definitions(self) -> Loaded:
        return definitions.loaded(self.session, queries.deployment_of(self.session, self.application))

    @cached_property
    def plan(self) -> Plan:
        return plans.plan(self.session, self.application.plan_id)

    @cached_property
    def lines(self) -> Sequence[PlanLine]:
        return plans.lines(self.session, self.application.plan_id)

    @cached_property
    def offered(self) -> list[offers.Offer]:
        return [offers.offer_of(self.plan, line) for line in self.lines]

    @cached_property
    def points(self) -> Sequence[offers.Point]:
        return offers.points(self.session, self.application.plan_id)

    @cached_property
    def staged(self) -> list[tuple[Material, StoredFile]]:
        """What is uploaded and not handed in yet, each with its file."""
        return queries.staged_files(self.session, self.application.id)

    @cached_property
    def title(self) -> str:
        """`化工总控工 · 三级/高级工`, or the plan's title while the line is not chosen."""
        chosen = chosen_line(self.application)
        line = next((each for each in self.lines if each.id == chosen), None)
        return plans.line_title(line) if line is not None else self.plan.title

    def form(self, step: str) -> kit.Form:
        return kit.load(self.definitions.form(form_key(step)))

    @property
    def facts_form(self) -> kit.Form:
        """The form of the second step without the choice of a rule, which needs the facts first."""
        return kit.load(facts_only(self.definitions.form(form_key("rule"))))

    def options(self, *forms: kit.Form) -> Mapping[str, Any]:
        """The lists that these forms name; those of the plan are read where one of them asks for them."""
        asked = {field.options_key for form in forms for field in form.fields}
        if asked.isdisjoint(options.OF_PLAN):
            return options.fixed(self.session)
        return options.of_plan(self.session, self.offered, self.points)
