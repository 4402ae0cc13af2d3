"""The clerk's form: the wizard's first two forms as one, with only what a registration can't do without required."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform.people import Actor
from engine.workflow import definitions
from forms import kit
from processes.apply import offers, options
from processes.apply.facts import facts_only
from processes.apply.service import Known

NEEDED = ("plan_line_id", "point_id", "name", "id_kind", "id_number", "sex", "birth_date", "phone")
PLACE = ("plan_line_id", "point_id")
OTHER_WORDS = {"work_state": "申请人与本职业的关系"}
Options = Mapping[str, Sequence[kit.Option]]


@dataclass(frozen=True, slots=True)
class RegistrationForm:
    """`whole` is what the page shows; the two forms of the wizard tell whether a step is complete."""

    whole: kit.Form
    identity: kit.Form
    facts: kit.Form
    options: Options

    def known(self, form: kit.Form, data: Mapping[str, Any], values: Mapping[str, Any]) -> Known:
        """The part of the checked values that belongs to one step."""
        names = {field.name for field in form.fields}
        own = {name: value for name, value in values.items() if name in names}
        return Known(own, kit.check(form, data, options=self.options).ok)

    def sections(self, form: kit.FormView) -> list[tuple[str, list[kit.FieldView]]]:
        who = {field.name for field in self.identity.fields}
        return [
            ("报考", [field for field in form.fields if field.name in PLACE]),
            ("申请人", [field for field in form.fields if field.name in who]),
            ("申报条件（知道多少填多少）", [each for each in form.fields if each.name not in {*who, *PLACE}]),
        ]


def registration_form(session: Session, clerk: Actor, plan_id: UUID) -> RegistrationForm:
    """By the definitions in force; points are those of the clerk's own institutions."""
    version = definitions.active(session).hash
    identity = definitions.form(session, version, "apply/identity")
    facts = facts_only(definitions.form(session, version, "apply/rule"))
    own = {str(point.id) for point in own_points(session, clerk, plan_id)}
    lists = options.options_of_plan(session, plan_id)
    return RegistrationForm(
        kit.load(_whole(identity, facts)),
        kit.load(identity),
        kit.load(facts),
        {**lists, "apply.point": [each for each in lists["apply.point"] if each.value in own]},
    )


def own_points(session: Session, clerk: Actor, plan_id: UUID) -> list[offers.Point]:
    own = clerk.institutions_as("clerk")
    return [point for point in offers.points(session, plan_id) if point.institution_id in own]


def _whole(identity: Mapping[str, Any], facts: Mapping[str, Any]) -> dict[str, Any]:
    fields = {**identity["properties"], **facts["properties"]}
    for name, title in OTHER_WORDS.items():
        if name in fields:
            fields[name] = fields[name] | {"title": title}
    later = [name for name in (*identity["x-order"], *facts["x-order"]) if name not in PLACE]
    return {
        "title": "登记报名",
        "description": "为本机构的人员登记。登记后由申请人用手机确认，并补齐其余内容和材料。",
        "type": "object",
        "properties": fields,
        "required": [name for name in NEEDED if name in fields],
        "x-order": [*PLACE, *later],
        "x-submit": "登记并通知申请人",
    }
