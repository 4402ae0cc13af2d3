"""The signed application form: what it says, and that a changed declaration is found out."""

from base64 import b64encode
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from pypdf import PdfReader
from sqlalchemy.orm import Session

from processes.apply import service
from processes.apply.declared import answers_of, declare
from processes.apply.errors import NoSuchApplication, SignatureUnreadable
from processes.apply.signing import PLEDGE
from processes.review.sheet import sheet_of
from processes.review.sheet_pdf import sheet_pdf
from tests.processes.apply.builders import make_applicant, make_application
from tests.processes.review.builders import Office


def drawn(*, ink: bool = True) -> str:
    """A name as a browser's canvas posts it."""
    image = Image.new("RGB", (560, 320), "white")
    if ink:
        ImageDraw.Draw(image).line([(60, 160), (180, 60), (240, 260), (420, 90), (500, 220)], fill="#1b2321", width=9)
    out = BytesIO()
    image.save(out, "PNG")
    return "data:image/png;base64," + b64encode(out.getvalue()).decode()


def words(pdf: bytes) -> str:
    return "".join("".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages).split())


def test_the_form_says_what_was_declared_and_pledged(session: Session, office: Office) -> None:
    row = office.submit("林演示")
    sheet = sheet_of(session, row, names=False)
    said = words(sheet_pdf(sheet))
    number = answers_of(row, "identity")["id_number"]
    declared = ("林演示", number, "化工总控工", "三级/高级工", "演示化工有限公司", "演示中学", row.rule_sentence or "")
    for part in ("职业技能等级认定申报表", row.no, *declared, PLEDGE, "网上勾选承诺提交", "身份证人像面"):
        assert "".join(part.split()) in said
    assert sheet.portrait is not None
    assert f"/verify/application/{row.no}?k=" in sheet.address
    assert [each.text for each in sheet.opinions] == ["", ""]


def test_opinions_appear_once_they_are_final_and_name_nobody_to_the_applicant(session: Session, office: Office) -> None:
    row = office.submit("林演示")
    office.judge(office.first, row)
    office.conclude(office.first, row, "pass", final=False)
    assert sheet_of(session, row, names=True).opinions[0].text == ""
    office.wait(row, timedelta(minutes=3))
    assert sheet_of(session, row, names=True).opinions[0].text == "同意。"
    office.approve(row)
    own, staff = sheet_of(session, row, names=False), sheet_of(session, row, names=True)
    assert [each.text for each in own.opinions] == ["同意。", "同意。"]
    assert "周初审" not in words(sheet_pdf(own))
    assert "郑审批" not in words(sheet_pdf(own))
    assert "周初审" in words(sheet_pdf(staff))


def test_a_draft_has_no_form(session: Session, office: Office) -> None:
    row = make_application(session, make_applicant(session), office.plan, until="check")
    with pytest.raises(NoSuchApplication):
        sheet_of(session, row, names=False)


def test_the_digest_finds_out_a_changed_declaration(session: Session, office: Office) -> None:
    row = office.submit("林演示")
    signature = service.signature_of(session, row.id)
    assert signature is not None
    assert service.is_unchanged(session, row, signature)
    declare(row, "identity", answers_of(row, "identity") | {"education": "10"})
    assert not service.is_unchanged(session, row, signature)


def test_a_correction_leaves_what_was_signed_as_it_is(session: Session, office: Office) -> None:
    row = office.submit("林演示")
    office.judge(office.first, row, id_front="I01")
    office.conclude(office.first, row, "return")
    office.correct(row)
    signature = service.signature_of(session, row.id)
    assert signature is not None
    assert service.is_unchanged(session, row, signature)


def test_a_drawn_name_is_kept_and_shown(session: Session, office: Office) -> None:
    row = office.submit("林演示")
    drawing = service.read_drawing(drawn())
    assert drawing is not None
    service.add_hand(session, office.applicant(row), row, drawing=drawing)
    sheet = sheet_of(session, row, names=False)
    assert sheet.drawing is not None
    assert "网上手写签署" in words(sheet_pdf(sheet))


@pytest.mark.parametrize(
    "posted",
    ["javascript:alert(1)", "data:image/svg+xml;base64,PHN2Zz4=", "data:image/png;base64,%%%", drawn(ink=False),
     "data:image/png;base64," + b64encode(b"\x89PNG\r\n\x1a\n broken").decode(), drawn() + "A" * 200_000],
)  # fmt: skip
def test_what_is_no_handwriting_is_refused(posted: str) -> None:
    with pytest.raises(SignatureUnreadable):
        service.read_drawing(posted)


def test_many_jobs_run_over_the_page(session: Session, office: Office) -> None:
    row = office.submit("林演示")
    job = answers_of(row, "history")["works"][0]
    works = [{**job, "employer": f"第 {at} 家演示化工有限公司（名称较长的单位）"} for at in range(1, 31)]
    declare(row, "history", answers_of(row, "history") | {"works": works})
    pdf = sheet_pdf(sheet_of(session, row, names=False))
    assert 2 <= len(PdfReader(BytesIO(pdf)).pages) <= 3
    assert "第30家" in words(pdf)


def test_a_plan_s_portrait_stays_upright(session: Session, office: Office) -> None:
    portrait = sheet_of(session, office.submit("林演示"), names=False).portrait
    assert portrait is not None
    assert Image.open(BytesIO(portrait)).size == (295, 413)
