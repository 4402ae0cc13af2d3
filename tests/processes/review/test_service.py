"""Verdicts, conclusions, notices and leases on real PostgreSQL."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from engine.platform import clock
from engine.platform.audit.models import AuditRow
from engine.platform.errors import AppError, InvalidForm
from engine.platform.ids import new_id
from engine.platform.people import Actor
from engine.workflow import commands, worklist
from engine.workflow.errors import AlreadyDone, FourEyes, HeldByAnother, LeaseLost, NotYours, ReasonNeeded
from processes.apply import queries as applications
from processes.apply.models import Application
from processes.review import inbox, queries, service, workspace
from processes.review.errors import FileChanged, NotYourConclusion, OwnConsent, TooLateToTakeBack
from processes.review.filters import Wanted
from processes.review.models import MaterialVerdict, SkipRecord
from tests.processes.apply.builders import make_applicant, make_application
from tests.processes.review.builders import Office, make_staff
from tests.support.time import pass_by


def test_a_verdict_names_the_file_it_judged(office: Office) -> None:
    row = office.submit()
    item = office.items(row)[0]
    material = applications.material(office.session, UUID(item.item_key))
    with pytest.raises(FileChanged), office.session.begin_nested():
        commands.complete(office.session, office.first, item.id, {"verdict": "pass", "sha256": "0" * 64})
    commands.complete(office.session, office.first, item.id, {"verdict": "pass", "sha256": material.sha256})
    verdict = queries.standing(office.session, row.id, "first")[material.id]
    assert (verdict.sha256, verdict.person_name, verdict.round) == (material.sha256, "周初审", 1)


def test_a_verdict_may_be_changed_before_the_conclusion(office: Office) -> None:
    row = office.submit()
    office.judge(office.first, row, portrait="P01")
    material = next(row for row in queries.current_materials(office.session, row.id) if row.kind == "portrait")
    again(office, material, verdict="pass")
    assert not queries.faults(office.session, row.id, "first")
    said = office.session.scalars(select(MaterialVerdict).where(MaterialVerdict.material_id == material.id)).all()
    assert sorted((one.verdict, one.superseded) for one in said) == [("pass", False), ("return", True)]


def again(office: Office, material: Any, *, round_no: int = 1, **values: str) -> None:
    service.judge_again(
        office.session,
        office.first,
        material,
        stage="first",
        round_no=round_no,
        values={"sha256": material.sha256, **values},
    )


def test_what_passed_an_earlier_round_is_faulted_only_with_a_supervisors_reason(office: Office) -> None:
    row = office.submit()
    office.judge(office.first, row, portrait="P01")
    office.conclude(office.first, row, "return")
    office.correct(row)
    office.judge(office.first, row)
    carried = next(row for row in queries.current_materials(office.session, row.id) if row.kind == "id_front")
    fault = {"verdict": "return", "reason": "I02", "text": "右下角缺失"}
    with pytest.raises(InvalidForm) as refused:
        again(office, carried, round_no=2, **fault)
    assert [error.path for error in refused.value.errors] == ["supervisor_reason"]
    with pytest.raises(InvalidForm), office.session.begin_nested():
        again(office, carried, round_no=2, supervisor_reason="自己写的理由不算", **fault)
    consent = {"stage": "first", "reason": "原件复核时发现四角缺失"}
    with pytest.raises(OwnConsent):
        service.give_consent(office.session, office.first, row, carried, **consent)
    service.give_consent(office.session, office.supervisor, row, carried, **consent)
    again(office, carried, round_no=2, **fault)
    assert [each.kind for each in queries.faults(office.session, row.id, "first")] == ["id_front"]


@pytest.mark.parametrize(
    ("faults", "conclusion", "more"),
    [({"portrait": "P01"}, "pass", {}), ({}, "return", {}), ({}, "reject", {"text": " "})],
)
def test_impossible_conclusions_change_nothing(
    office: Office, faults: dict[str, str], conclusion: str, more: dict[str, str]
) -> None:
    row = office.submit()
    office.judge(office.first, row, **faults)
    with pytest.raises(InvalidForm), office.session.begin_nested():
        office.conclude(office.first, row, conclusion, final=False, **more)
    office.session.expire_all()
    assert office.at(row) == {"review/conclusion"}
    assert queries.last_conclusion(office.session, row.id) is None


def test_the_one_notice_tells_everything_and_is_numbered(office: Office) -> None:
    row, other = office.submit(), office.submit()
    for each in (row, other):
        office.judge(office.first, each, portrait="P01", id_front="I02")
        office.conclude(office.first, each, "return", identity_fault="民族与证件不符")
    first, second = queries.open_notice(office.session, row.id), queries.open_notice(office.session, other.id)
    assert first
    assert second
    assert [item["title"] for item in first.items] == ["身份证人像面", "免冠证件照", "身份信息"]
    assert [first.no, second.no] == [f"认告〔{clock.today().year}〕{number} 号" for number in (1, 2)]
    assert first.due_at > clock.now() + timedelta(days=4)


def test_a_correction_must_be_whole(office: Office) -> None:
    row = office.submit()
    office.judge(office.first, row, portrait="P01")
    office.conclude(office.first, row, "return", identity_fault="民族与证件不符")
    with pytest.raises(InvalidForm) as refused, office.session.begin_nested():
        office.do(office.applicant(row), row, "review/correct", complete=True)
    assert [error.path for error in refused.value.errors] == ["portrait", "identity_answer"]
    office.correct(row, identity_answer="民族为畲族")
    assert queries.open_notice(office.session, row.id) is None
    assert queries.round_of(office.session, row.id) == 2
    assert [each.answer for each in queries.answered_fields(office.session, row.id)] == ["民族为畲族"]


def test_only_its_author_takes_a_conclusion_back_and_only_in_time(office: Office) -> None:
    row = office.submit()
    office.judge(office.first, row)
    office.conclude(office.first, row, "pass", final=False)
    with pytest.raises(NotYourConclusion):
        service.take_back(office.session, office.second, row)
    office.wait(row, timedelta(minutes=3))
    with pytest.raises(TooLateToTakeBack):
        service.take_back(office.session, office.first, row)


def test_four_eyes_through_every_command(office: Office) -> None:
    """Who applied or made the first review never decides, whatever roles he has."""
    reviewer = f"institution:{office.institution_id}:first_review"
    both = make_staff(office.session, "双职", reviewer, "authority:approver")
    row = office.submit(applicant=both)
    refused_everywhere(office, both, row)
    row = office.submit()
    office.judge(both, row)
    office.conclude(both, row, "pass")
    refused_everywhere(office, both, row)


def refused_everywhere(office: Office, actor: Actor, row: Application) -> None:
    entry, item = office.entry(row), office.items(row)[0]
    assert actor.in_group(entry.group_name)
    assert inbox.entry_of(office.session, actor, row) is None
    assert entry.id not in {each.entry_id for each in inbox.waiting(office.session, actor, Wanted())}
    assert worklist.next_applicant(office.session, actor) is None
    for attempt in (
        lambda: worklist.take(office.session, actor, entry.id),
        lambda: commands.item_for(office.session, actor, item.id),
        lambda: commands.complete(office.session, actor, item.id, {"verdict": "pass"}),
        lambda: service.skip(office.session, actor, entry.id, "换人"),
    ):
        with pytest.raises((FourEyes, NotYours)), office.session.begin_nested():
            attempt()


def test_the_lease_and_its_fence_cover_materials_and_conclusion(office: Office) -> None:
    row = office.submit()
    entry = worklist.next_applicant(office.session, office.first)
    assert entry
    with pytest.raises(HeldByAnother), office.session.begin_nested():
        office.judge(office.second, row)
    office.judge(office.first, row)
    assert office.entry(row).id == entry.id
    assert office.entry(row).holder_id == office.first.person_id
    stale = entry.fence
    pass_by(timedelta(minutes=25))
    worklist.take(office.session, office.second, entry.id)
    (item,) = office.items(row)
    with pytest.raises(LeaseLost), office.session.begin_nested():
        commands.complete(office.session, office.first, item.id, {"conclusion": "pass"}, fence=stale)


def test_what_a_colleague_has_done_is_done(office: Office) -> None:
    row = office.submit()
    item = office.items(row)[0]
    office.judge(office.first, row)
    with pytest.raises(AppError) as refused, office.session.begin_nested():
        commands.complete(office.session, office.second, item.id, {"verdict": "pass"})
    assert isinstance(refused.value, AlreadyDone)


def test_skipping_needs_a_reason_and_stays_on_record(office: Office) -> None:
    row = office.submit()
    entry = office.entry(row)
    with pytest.raises(ReasonNeeded):
        service.skip(office.session, office.first, entry.id, "  ")
    service.skip(office.session, office.first, entry.id, "与申请人相识")
    assert worklist.next_applicant(office.session, office.first) is None
    assert worklist.next_applicant(office.session, office.second)
    (record,) = office.session.scalars(select(SkipRecord)).all()
    assert (record.reason, record.application_id) == ("与申请人相识", row.id)


def test_the_trail_tells_who_said_what(office: Office) -> None:
    row = office.submit()
    office.pass_first(row)
    trail = office.session.scalars(select(AuditRow).where(AuditRow.subject_id == row.id).order_by(AuditRow.id)).all()
    actions = [each.action for each in trail if each.action.startswith(("material.judged", "review."))]
    materials = len(queries.current_materials(office.session, row.id))
    assert actions == ["material.judged"] * materials + ["review.concluded"]
    assert "350299" not in str([(each.before, each.after) for each in trail])


def test_who_made_the_first_review_never_decides_as_supervisor(office: Office) -> None:
    both = make_staff(
        office.session, "双职", f"institution:{office.institution_id}:first_review", "authority:supervisor"
    )
    row = office.submit(returns_left=0)
    office.judge(both, row, portrait="P01")
    office.conclude(both, row, "return")
    assert office.at(row) == {"review/supervise"}
    with pytest.raises(FourEyes):
        office.do(both, row, "review/supervise", supervision="reject", text="不予通过")
    office.do(office.supervisor, row, "review/supervise", supervision="reject", text="不予通过")


def test_files_are_for_those_who_judge_them(office: Office) -> None:
    row = office.submit()
    stranger = make_staff(office.session, "别家", "institution:00000000-0000-7000-8000-00000000abcd:first_review")
    assert not workspace.may_see(stranger, row)
    # a first reviewer elsewhere who is a clerk here
    own, elsewhere = f"institution:{office.institution_id}:clerk", f"institution:{new_id()}:first_review"
    assert not workspace.may_see(make_staff(office.session, "两家", own, elsewhere), row)
    for actor in (office.first, office.approver, office.supervisor):
        assert workspace.may_see(actor, row)


def test_nobody_sees_a_draft(office: Office) -> None:
    row = make_application(office.session, make_applicant(office.session), office.plan, until="materials")
    assert row.institution_id == office.institution_id
    for actor in (office.first, office.approver, office.supervisor):
        assert not workspace.may_see(actor, row)
