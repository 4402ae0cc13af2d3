"""Passing over, giving work to somebody, and standing in for a colleague."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from engine.platform import clock
from engine.platform.errors import InvalidForm
from engine.platform.notices.models import Notice
from engine.platform.people import Actor, delegation, queries
from engine.workflow import commands, timeline, worklist
from engine.workflow.errors import FourEyes, LeaseLost, NotYours
from processes.apply.models import Application
from processes.review import inbox, service, team
from processes.review.filters import Wanted
from tests.processes.review.builders import Office, make_staff
from tests.support.time import pass_by


@pytest.fixture
def lead(office: Office) -> Actor:
    return make_staff(office.session, "林负责", f"institution:{office.institution_id}:lead")


def hand(office: Office, giver: Actor, receiver: Actor, group: str, *, days: int = 3) -> Actor:
    """Delegate from now on; the receiver as he is then."""
    now = clock.now()
    delegation.delegate(
        office.session, giver, group=group, to=receiver.person_id, starts_at=now, ends_at=now + timedelta(days=days),
        reason="休假",
    )  # fmt: skip
    return queries.actor(office.session, receiver.person_id)


def told(office: Office, person: Actor) -> list[str]:
    return list(office.session.scalars(select(Notice.title).where(Notice.person_id == person.person_id)))


def test_each_skip_cools_off_for_its_own_person_and_the_third_calls_the_lead(office: Office, lead: Actor) -> None:
    row = office.submit("甲一")
    entry = office.entry(row).id
    service.skip(office.session, office.first, entry, "相识")
    service.skip(office.session, office.second, entry, "看不懂")
    assert worklist.next_applicant(office.session, office.first) is None, "a colleague's skip does not end one's own"
    assert told(office, lead) == []
    pass_by(worklist.COOL_OFF + timedelta(minutes=1))
    service.skip(office.session, office.first, entry, "仍看不懂")
    assert told(office, lead) == ["有申请被多次跳过"]
    (listed,) = inbox.waiting(office.session, office.first, Wanted())
    assert listed.escalated
    assert [one.no for one in team.team(office.session, lead, state="skipped")] == [row.no]
    report = team.skips(office.session, lead)
    assert [(one.person, one.reason) for one in report] == [
        ("周初审", "仍看不懂"), ("吴初审", "看不懂"), ("周初审", "相识"),
    ]  # fmt: skip
    assert team.skips(office.session, make_staff(office.session, "别家", "institution:x:first_review")) == []


def test_the_diagram_tells_the_lead_wherever_the_case_stands(office: Office, lead: Actor) -> None:
    """Each reviewing task has its 跳过满 3 次; the notice leads to the list of what was passed over."""
    row = office.submit("甲一")
    office.judge(office.first, row)
    skip_thrice(office, row, office.first, office.second)
    assert told(office, lead) == ["有申请被多次跳过"]
    office.conclude(office.first, row, "pass")
    skip_thrice(office, row, office.approver, office.blind)
    assert told(office, office.supervisor) == ["有申请被多次跳过"]
    assert told(office, lead) == ["有申请被多次跳过"], "the authority's work is not the institution's"
    links = select(Notice.link).where(Notice.kind == "review.skipped").distinct()
    assert office.session.scalars(links).all() == ["/review/team?state=skipped"]
    elements = {one.element for one in timeline.path(office.session, office.instance(row).id).done}
    assert {"first_conclusion_tell", "authority_materials_tell"} <= elements
    office.approve(row)
    assert office.instance(row).status == "active", "telling the lead goes beside the review"


def skip_thrice(office: Office, row: Application, one: Actor, other: Actor) -> None:
    for actor in (one, other, one):
        service.skip(office.session, actor, office.entry(row).id, "看不懂")


def test_what_is_assigned_is_nobody_elses_and_ends_the_lease(office: Office, lead: Actor) -> None:
    row = office.submit("甲一")
    held = worklist.take(office.session, office.first, office.entry(row).id)
    old = held.fence
    done = team.assign(office.session, lead, [held.id], office.second.person_id)
    assert [one.refusal for one in done] == [""]
    assert told(office, office.second) == ["有审核任务指派给您"]
    with pytest.raises(LeaseLost):
        commands.complete(office.session, office.first, office.items(row)[0].id, {}, fence=old)
    assert worklist.next_applicant(office.session, office.first) is None
    with pytest.raises(NotYours, match="指派"):
        worklist.take(office.session, office.first, held.id)
    (listed,) = inbox.waiting(office.session, office.first, Wanted(kind="others"))
    assert listed.assignee == "吴初审"
    assert [one.name for one in inbox.waiting(office.session, office.second, Wanted(own=True))] == ["甲一"]
    team.release(office.session, lead, [held.id])
    assert worklist.next_applicant(office.session, office.first) is not None


def test_a_bulk_tells_row_by_row_what_could_not_be_done(office: Office, lead: Actor) -> None:
    row, own, foreign = office.submit("甲一"), office.submit("乙二", applicant=office.second), office.submit("丙三")
    office.pass_first(foreign)
    entries = [office.entry(one).id for one in (row, own, foreign)]
    done = {one.name: one.refusal for one in team.assign(office.session, lead, entries, office.second.person_id)}
    assert done["甲一"] == ""
    assert "须由另一人办理" in done["乙二"]
    assert "不属于您负责的岗位" in done[""], "the authority's work is not the institution's"
    assert [one.refusal for one in team.release(office.session, lead, [row.id])] == ["这一件已经办完或不存在。"]


def test_a_colleague_stands_in_for_a_time(office: Office) -> None:
    group = f"institution:{office.institution_id}:first_review"
    clerk = make_staff(office.session, "苏经办", f"institution:{office.institution_id}:clerk")
    row = office.submit("甲一")
    assert not clerk.in_group(group)
    standing_in = hand(office, office.first, clerk, group)
    assert standing_in.in_group(group)
    assert worklist.take(office.session, standing_in, office.entry(row).id).holder_id == clerk.person_id
    pass_by(timedelta(days=4))
    assert not queries.actor(office.session, clerk.person_id).in_group(group)


def test_four_eyes_see_the_two_as_one(office: Office) -> None:
    """Neither decides on what the other applied for or reviewed, before the delegation or during it."""
    group = f"institution:{office.institution_id}:first_review"
    finance = make_staff(office.session, "钱财务", "authority:finance")
    both = make_staff(office.session, "双职", group, "authority:approver")
    before = office.submit("甲一")
    office.judge(both, before)
    office.conclude(both, before, "pass")
    standing_in = hand(office, both, finance, "authority:approver")
    giver = queries.actor(office.session, both.person_id)
    assert inbox.waiting(office.session, standing_in, Wanted()) == []
    assert worklist.next_applicant(office.session, standing_in) is None
    for attempt in (
        lambda: worklist.take(office.session, standing_in, office.entry(before).id),
        lambda: commands.complete(office.session, standing_in, office.items(before)[0].id, {"verdict": "pass"}),
    ):
        with pytest.raises(FourEyes):
            attempt()
    applied = office.submit("乙二", applicant=standing_in)
    with pytest.raises(FourEyes):
        worklist.take(office.session, giver, office.entry(applied).id)


def test_what_a_stand_in_reviewed_keeps_the_other_away_when_it_is_over(office: Office) -> None:
    group = f"institution:{office.institution_id}:first_review"
    clerk = make_staff(office.session, "苏经办", f"institution:{office.institution_id}:clerk")
    both = make_staff(office.session, "双职", group, "authority:approver")
    row = office.submit("甲一")
    standing_in = hand(office, both, clerk, group)
    office.judge(standing_in, row)
    office.conclude(standing_in, row, "pass")
    pass_by(timedelta(days=4))
    later = queries.actor(office.session, both.person_id)
    assert later.linked == frozenset()
    assert both.person_id in office.entry(row).excluded, "the database's own check keeps him away"
    with pytest.raises(FourEyes):
        worklist.take(office.session, later, office.entry(row).id)


@pytest.mark.parametrize("wrong", ["group", "to", "ends_on", "reason", "twice", "member", "self"])
def test_a_delegation_that_is_refused(office: Office, wrong: str) -> None:
    group = f"institution:{office.institution_id}:first_review"
    clerk = make_staff(office.session, "苏经办", f"institution:{office.institution_id}:clerk")
    if wrong == "twice":
        hand(office, office.first, clerk, group)
    now = clock.now()
    to = {"to": office.approver, "member": office.second, "self": office.first}.get(wrong, clerk)
    with pytest.raises(InvalidForm):
        delegation.delegate(
            office.session, office.first, group="authority:approver" if wrong == "group" else group, to=to.person_id,
            starts_at=now, ends_at=now + timedelta(days=-1 if wrong == "ends_on" else 91 if wrong == "far" else 2),
            reason="" if wrong == "reason" else "休假",
        )  # fmt: skip


def test_a_place_that_was_handed_over_cannot_be_handed_on(office: Office) -> None:
    group = f"institution:{office.institution_id}:first_review"
    one, other = (
        make_staff(office.session, name, f"institution:{office.institution_id}:clerk") for name in ("苏经办", "钱经办")
    )
    standing_in = hand(office, office.first, one, group)
    with pytest.raises(InvalidForm):
        hand(office, standing_in, other, group)


def test_a_delegation_ends_when_either_wants(office: Office) -> None:
    group = f"institution:{office.institution_id}:first_review"
    clerk = make_staff(office.session, "苏经办", f"institution:{office.institution_id}:clerk")
    standing_in = hand(office, office.first, clerk, group)
    (row,) = queries.delegations_of(office.session, clerk.person_id)
    delegation.end(office.session, standing_in, row.id)
    assert not queries.actor(office.session, clerk.person_id).in_group(group)
    assert queries.actor(office.session, office.first.person_id).linked == frozenset()


def test_corrected_work_gets_the_whole_time_anew(office: Office) -> None:
    """The clock stands still while the applicant corrects: what comes back has a fresh due time."""
    row = office.submit("甲一")
    first_due = office.entry(row).due_at
    office.judge(office.first, row, portrait="P01")
    office.conclude(office.first, row, "return")
    pass_by(timedelta(days=2))
    office.correct(row)
    again = office.entry(row)
    assert again.due_at > first_due
    assert again.due_at == again.due_at.replace(hour=16, minute=0, second=0, microsecond=0), "24:00 in Shanghai"
