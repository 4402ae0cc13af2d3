"""Group registration: a clerk of an institution begins an application, and its applicant confirms it."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform import notices
from engine.platform.database import system_work
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from engine.platform.people import service as people
from engine.platform.people.models import Person
from engine.platform.settings import settings
from engine.platform.text import deadline_cn
from processes.apply import offers, queries
from processes.apply.declared import declare
from processes.apply.errors import AlreadyApplied, NotEligible, NotYourPoint
from processes.apply.models import INSTITUTION, Application, Status
from processes.apply.numbers import next_number
from processes.apply.service import identity, rule
from processes.apply.service.start import open_case, refuse_closed
from processes.catalogue import queries as catalogue

PART = "applicant"  # whoever registers may not judge the case


@dataclass(frozen=True, slots=True)
class Known:
    """What a clerk knows of one step of the wizard; `complete` when the step's own form finds nothing missing."""

    values: Mapping[str, Any]
    complete: bool


def person_of_phone(session: Session, phone: str) -> Person:
    """Whoever signs in with this phone, account and person made when they are new."""
    with system_work() as system:
        account = people.ensure_account(system, phone=phone)
    return people.ensure_person(session, account.id, phone=phone)


def register(
    session: Session, clerk: Actor, person: Person, *, plan_id: UUID, identity_known: Known, rule_known: Known
) -> Application:
    """Begin an application for somebody else; it waits for its applicant, who is told by text message.

    Name, document, line and point are needed, the rest as far as it is known. A rule is chosen only where exactly
    one fits. Raises PlanNotOpen, AlreadyApplied, PlanFull, NoSuchPoint, NotYourPoint, NotEligible, InvalidForm.
    """
    refuse_closed(session, plan_id)
    offers.one_at_a_time(session, person.id)
    application = Application(
        no=next_number(session), person_id=person.id, plan_id=plan_id, source=INSTITUTION, status=Status.DRAFT
    )
    _refuse_repeated(session, person, application, rule_known.values)
    session.add(application)
    session.flush()
    identity.note(session, application, identity_known.values)
    _refuse_other_identity(session, person, application, UUID(rule_known.values["plan_line_id"]))
    offer, point = rule.wanted(session, application, rule_known.values)
    if point.institution_id not in clerk.institutions_as("clerk"):
        raise NotYourPoint
    rule.settle(application, offer, point)
    open_case(session, clerk, application, part=PART)
    ruled = _rule(session, application, rule_known)
    done = {"identity": identity_known.complete, "rule": ruled}
    application.finished = list(takewhile(done.__getitem__, done))
    session.flush()
    _ask_to_confirm(session, application)
    return application


def _refuse_repeated(session: Session, person: Person, application: Application, wanted: Mapping[str, Any]) -> None:
    """A person has one draft in a plan, whoever began it."""
    draft = queries.draft_of(session, person.id, application.plan_id)
    if draft is not None:
        raise AlreadyApplied(line=offers.offer(session, UUID(wanted["plan_line_id"])).title, no=draft.no)


def _refuse_other_identity(session: Session, person: Person, application: Application, line_id: UUID) -> None:
    if person.id_number_index is not None and person.id_number_index != application.id_number_index:
        raise InvalidForm([FieldError("phone", "这个手机号码已由另一位申请人使用，请与本人核对手机号码")])
    other = queries.live_by_number(session, application, line_id)
    if other is not None:
        raise AlreadyApplied(line=offers.offer(session, line_id).title, no=other.no)


def _rule(session: Session, application: Application, known: Known) -> bool:
    """Choose the rule where only one fits; otherwise the facts are kept and the applicant chooses."""
    if known.complete:
        eligibility = rule.look(session, application, known.values)
        if not eligibility.fitting:
            raise NotEligible(line=offers.offer(session, UUID(known.values["plan_line_id"])).title)
        if len(eligibility.fitting) == 1:
            rule.keep(session, application, {**known.values, "rule_id": eligibility.fitting[0].rule_id})
            return True
    declare(application, "rule.draft", known.values)
    return False


def _ask_to_confirm(session: Session, application: Application) -> None:
    item = queries.confirmation(session, application)
    if item is None or application.institution_id is None or application.plan_line_id is None:
        raise LookupError("a registered application does not wait for its applicant")
    link = f"/my/applications/{application.id}/confirm"
    who = catalogue.institution(session, application.institution_id).name
    what = offers.offer(session, application.plan_line_id).title
    body = (
        f"{who}为您登记了“{what}”的报名，申请编号 {application.no}。请在 {deadline_cn(item.due_at)} 前用本手机号码"
        f"登录，核对后确认，逾期登记失效：{settings().base_url}{link}"
    )
    title = "请确认机构为您登记的报名"
    notices.send(session, application.person_id, "application.registered", title=title, body=body, link=link, sms=True)
