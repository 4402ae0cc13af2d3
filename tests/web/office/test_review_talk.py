"""Talk among staff about an application: with names, bounded, on record, and never for candidates."""

from pathlib import Path

from sqlalchemy import select

from engine.platform.audit.models import AuditRow
from engine.platform.database import work
from engine.platform.notices import notices_of
from processes.review import service
from processes.review.models import ReviewComment
from tests.web.office.desk import HTMX, Desk, row_of, take


def test_a_comment_calls_a_colleague_and_stays_among_staff(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor, colleague = desk.first(), desk.first("吴初审")
    approver = desk.visitor("郑审批", "authority:approver")
    take(visitor)
    text = "@吴初审 请看 <script>alert(1)</script>，抄送 @郑审批，邮箱 a@b.cn"
    said = visitor.post(f"/review/{no}/comments?m=1", {"comment": text})
    assert said.headers["location"] == f"/review/{no}?m=1#comments"
    page = colleague.get(f"/review/{no}").text
    assert "请看 &lt;script&gt;" in page
    assert "<script>alert" not in page
    with work(desk.tenant) as session:
        row = row_of(session, no)
        for called in (colleague, approver):
            assert called.person
            (told,) = notices_of(session, called.person.person_id)
            assert told.link == f"/review/{no}#comments"
            assert told.title == "周初审在内部留言中提到您"
        assert visitor.person
        assert not notices_of(session, visitor.person.person_id)
        assert not [one for one in notices_of(session, row.person_id) if "请看" in one.body]
        assert (
            session.scalars(select(AuditRow).where(AuditRow.action == "review.commented")).one().actor_name == "周初审"
        )
    # also for who has nothing to do with it at the moment, and for htmx alone
    assert "请看" in approver.get(f"/review/{no}").text
    fragment = visitor.post(f"/review/{no}/comments?m=1", {"comment": "第二条"}, **HTMX)
    assert fragment.status_code == 200
    assert "第二条" in fragment.text
    assert 'id="desk"' not in fragment.text


def test_comments_are_bounded_and_say_why(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first("独名人")
    take(visitor)
    for text, sentence in (
        ("", "请输入留言"),
        ("字" * 501, "留言应不超过 500 字"),
        ("@申请人 请补材料", "没有可以提到的同事“申请人”"),
        ("@独名人 自己", "没有可以提到的同事“独名人”"),
    ):
        refused = visitor.post(f"/review/{no}/comments", {"comment": text})
        assert refused.status_code == 422
        assert sentence in refused.text
        assert text[:60] in refused.text
    with work(desk.tenant) as session:
        row = row_of(session, no)
        assert visitor.person
        for _ in range(200):
            session.add(
                ReviewComment(application_id=row.id, person_id=row.id, person_name="周初审", text="满", mentioned=[])
            )
    full = visitor.post(f"/review/{no}/comments", {"comment": "再一条"})
    assert full.status_code == 409
    assert "已满 200 条" in full.text


def test_no_candidate_and_no_stranger_reads_or_writes_comments(desk: Desk) -> None:
    (no,) = desk.submit("甲一")
    visitor = desk.first()
    take(visitor)
    visitor.post(f"/review/{no}/comments", {"comment": "内部的话"})
    candidate = desk.visitor("路人")
    stranger = desk.visitor("别家", "institution:00000000-0000-7000-8000-00000000abcd:first_review")
    for who, status in ((candidate, 403), (stranger, 404)):
        assert who.get(f"/review/{no}").status_code == status
        assert who.get(f"/review/{no}/colleagues").status_code == status
        assert who.post(f"/review/{no}/comments", {"comment": "我也说"}).status_code == status


def test_a_blind_reviewer_reads_no_comment_and_no_earlier_word(desk: Desk) -> None:
    (no,) = desk.submit("甲一", authority=True, sampled=True)
    with desk.office() as office:
        row = row_of(office.session, no)
        service.comment(office.session, office.approver, row, "我看没有问题")
        office.judge(office.approver, row)
        office.conclude(office.approver, row, "pass")
    blind = desk.visitor("盲审员", "authority:approver")
    assert take(blind) == no
    page = blind.get(f"/review/{no}?m=2").text
    assert "我看没有问题" not in page
    assert "初审第" not in page
    refused = blind.post(f"/review/{no}/comments", {"comment": "看看"})
    assert refused.status_code == 403
    assert "盲审期间" in refused.text


def test_no_room_of_candidates_or_the_public_knows_of_comments() -> None:
    rooms = [Path("web") / room for room in ("candidate", "public", "api", "examroom")]
    files = [path for room in rooms for path in room.rglob("*") if path.suffix in (".py", ".html")]
    assert len(files) > 50
    assert not [path for path in files if "ReviewComment" in path.read_text() or "comments_of" in path.read_text()]
