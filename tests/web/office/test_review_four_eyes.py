"""Applicant, first reviewer, approver and blind reviewer are different people, whatever roles one person holds:
every address of the desk says no, says why, and changes nothing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from sqlalchemy import func, select

from engine.platform.database import work
from engine.workflow.models import Participation, WorkItem, WorklistEntry
from processes.apply import queries as applications
from processes.review.models import BlindReview, Conclusion, MaterialVerdict, SkipRecord, Supervision
from tests.web.office.desk import Desk, conclude, judge_all, row_of, take
from tests.web.visitor import Visitor

ROWS = (MaterialVerdict, Conclusion, BlindReview, Supervision, SkipRecord, Participation)
EVERY_ROLE = ("authority:approver", "authority:supervisor", "operator", "designer", "system")


def everything(desk: Desk, name: str) -> Visitor:
    """Somebody with every role at once, of administrators too."""
    return desk.visitor(name, f"institution:{desk.institution_id}:first_review", *EVERY_ROLE)


@contextmanager
def nothing_changes(desk: Desk, no: str) -> Iterator[None]:
    def state() -> tuple[object, ...]:
        with work(desk.tenant) as session:
            row = row_of(session, no)
            entry = select(WorklistEntry).where(WorklistEntry.instance_id == row.instance_id, WorklistEntry.open)
            held = [(one.holder_id, one.fence, one.skips) for one in session.scalars(entry)]
            return (held, *(session.scalar(select(func.count()).select_from(model)) for model in ROWS))

    before = state()
    yield
    assert state() == before


def refused_everywhere(desk: Desk, who: Visitor, no: str, sentence: str) -> None:
    """Every GET and POST that decides, or leads to deciding."""
    with work(desk.tenant) as session:
        row = row_of(session, no)
        entry = session.scalars(
            select(WorklistEntry).where(WorklistEntry.instance_id == row.instance_id, WorklistEntry.open)
        ).one()
        items = session.scalars(select(WorkItem).where(WorkItem.entry_id == entry.id, WorkItem.status == "open")).all()
        materials = applications.materials(session, row.id)
        sha256 = materials[0].sha256
    verdict = {"verdict": "return", "reason": "I02", "text": "缺角", "fence": str(entry.fence), "sha256": sha256}
    passed = {"verdict": "pass", "fence": "1", "again": "yes", "sha256": sha256}
    decision = {"conclusion": "pass", "blind_conclusion": "pass", "supervision": "reject", "text": "已核对原件"}
    material = f"/review/{no}/material/{materials[0].id}"
    posts = [
        ("/review/next", {"entry": str(entry.id)}),
        (material, verdict),
        (material, passed),
        (f"{material}/ask", verdict),
        (f"/review/{no}/conclusion", decision | {"fence": str(entry.fence)}),
        (f"/review/{no}/conclusion", decision | {"again": "yes"}),
        (f"/review/{no}/conclusion", {"conclusion": "return", "ok": "yes", "seen": "0" * 32, "again": "yes"}),
        *((f"/review/{no}/decision/{item.id}", decision | {"again": "yes"}) for item in items),
        (f"/review/{no}/skip", {"reason": "换人"}),
        (f"/review/{no}/heartbeat?fence={entry.fence}", {}),
        (f"/review/{no}/unmask", {}),
    ]
    with nothing_changes(desk, no):
        for url, form in posts:
            answer = who.post(url, form)
            assert answer.status_code == 403, (url, answer.status_code)
            if url != "/review/next":
                assert sentence in answer.text, url
        for url in (f"/review/{no}", f"/review/{no}?m=1", f"/review/{no}/notice"):
            page = who.get(url)
            assert sentence in page.text
            assert 'id="pass"' not in page.text
            assert 'name="fence"' not in page.text
        assert who.post(f"/review/{no}/release").status_code in (303, 403)
        assert who.post(f"/review/{no}/take-back").status_code in (403, 409)
        assert who.post("/review/next").headers["location"] == "/review"
        assert no not in who.get("/review").text


def test_nobody_reviews_his_own_application(desk: Desk) -> None:
    who = everything(desk, "甲申请")
    assert who.person
    with desk.office() as office:
        no = office.submit("甲申请", applicant=who.person).no
    refused_everywhere(desk, who, no, "这是您本人的申请，须由他人审核")
    assert who.get(f"/review/{no}").status_code == 403
    with desk.office() as office:
        row = row_of(office.session, no)
        office.judge(office.first, row)
        office.conclude(office.first, row, "pass")
    refused_everywhere(desk, who, no, "这是您本人的申请，须由他人审核")


def test_the_first_reviewer_never_approves(desk: Desk) -> None:
    who = everything(desk, "乙初审")
    (no,) = desk.submit("甲一")
    take(who)
    judge_all(who, no)
    conclude(who, no)
    with desk.office() as office:
        office.wait(row_of(office.session, no), timedelta(minutes=3))
    refused_everywhere(desk, who, no, "您已作过这份申请的初审，现在的“审批材料”须由另一人办理")


def test_an_approver_never_makes_the_first_review_that_his_return_leads_to(desk: Desk) -> None:
    """The authority returns declared data; the correction goes through first review again, by somebody else."""
    who = everything(desk, "丙审批")
    assert who.person
    (no,) = desk.submit("甲一", authority=True)
    with desk.office() as office:
        row = row_of(office.session, no)
        office.wait(row, timedelta(minutes=3))
        office.judge(who.person, row)
        office.conclude(who.person, row, "return", identity_fault="民族与证件不符")
        office.correct(row, identity_answer="民族为畲族")
        assert office.entry(row).group_name.startswith("institution:")
    refused_everywhere(desk, who, no, "您已作过这份申请的审批，现在的")


def test_an_approver_never_gives_the_blind_opinion_nor_settles(desk: Desk) -> None:
    who = everything(desk, "丁审批")
    assert who.person
    (no,) = desk.submit("甲一", authority=True, sampled=True)
    with desk.office() as office:
        row = row_of(office.session, no)
        office.wait(row, timedelta(minutes=3))
        office.judge(who.person, row)
        office.conclude(who.person, row, "pass")
        assert office.at(row) == {"review/blind"}
    refused_everywhere(desk, who, no, "您已作过这份申请的审批，现在的")
    with desk.office() as office:
        row = row_of(office.session, no)
        office.do(office.blind, row, "review/blind", blind_conclusion="reject", text="年限存疑")
        assert office.at(row) == {"review/settle"}
    refused_everywhere(desk, who, no, "您已作过这份申请的审批，现在的")


def test_the_first_reviewer_never_decides_as_supervisor(desk: Desk) -> None:
    who = everything(desk, "戊初审")
    assert who.person
    (no,) = desk.submit("甲一", returns_left=0)
    with desk.office() as office:
        row = row_of(office.session, no)
        office.judge(who.person, row, portrait="P01")
        office.conclude(who.person, row, "return")
        assert office.at(row) == {"review/supervise"}
    refused_everywhere(desk, who, no, "您已作过这份申请的初审，现在的“主管决定”须由另一人办理")


def test_what_is_at_another_desk_says_whose_it_is(desk: Desk) -> None:
    first = desk.first("己初审")
    (no,) = desk.submit("甲一", authority=True)
    with desk.office() as office:
        row = row_of(office.session, no)
        office.wait(row, timedelta(minutes=3))
    assert "现在轮到“机关审批”办理（审批材料），不由您办理" in first.get(f"/review/{no}").text
    with desk.office() as office:
        row = row_of(office.session, no)
        office.judge(office.approver, row, portrait="P01")
        office.conclude(office.approver, row, "return")
    page = desk.visitor("庚审批", "authority:approver").get(f"/review/{no}")
    assert "正在等申请人补正" in page.text
