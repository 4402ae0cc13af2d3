"""Questions from Moodle XML: kinds, points by category, pictures; what is hostile or can't be taken is told."""

from base64 import b64encode

import pytest
from sqlalchemy.orm import Session

from processes.papers.content import PaperContent, PaperQuestion
from processes.papers.printing.heading import Heading
from processes.papers.printing.paper_sheet import paper_sheet
from processes.questions import pictures, queries
from processes.questions.errors import FileRefused
from processes.questions.reading import question_moodle
from tests.processes.apply.builders import picture
from tests.processes.questions.builders import Bank
from tests.processes.questions.test_importing import count, faults, take

CHOICE = """
<question type="multichoice"><questiontext format="html">
<text><![CDATA[<p>离心泵启动前应先（　　）。</p>%(shown)s]]></text>%(file)s
</questiontext>
<generalfeedback><text>防止气缚。</text></generalfeedback><single>%(single)s</single>
<answer fraction="0"><text>打开出口阀</text></answer>
<answer fraction="%(b)s"><text><![CDATA[<b>灌泵</b>排气]]></text></answer>
<answer fraction="%(c)s"><text>关闭进口阀</text></answer></question>"""
JUDGE = """
<question type="truefalse"><questiontext><text>气缚由泵内空气引起。</text></questiontext>
<answer fraction="100"><text>true</text></answer><answer fraction="0"><text>false</text></answer></question>"""
CATEGORY = '<question type="category"><category><text>$course$/top/%s</text></category></question>'


def quiz(*parts: str) -> bytes:
    return f'<?xml version="1.0" encoding="UTF-8"?><quiz>{"".join(parts)}</quiz>'.encode()


def choice(*, single: str = "true", b: str = "100", c: str = "0", shown: str = "", file: str = "") -> str:
    return CHOICE % {"single": single, "b": b, "c": c, "shown": shown, "file": file}


def drawn(name: str = "泵.png") -> dict[str, str]:
    data = b64encode(picture()).decode()
    return {
        "shown": f'<img src="@@PLUGINFILE@@/{name}">',
        "file": f'<file name="{name}" encoding="base64">{data}</file>',
    }


def test_choices_and_judgements_come_in_under_their_category(session: Session, bank: Bank) -> None:
    file = quiz(CATEGORY % "气蚀与气缚", choice(), JUDGE)
    single, judged = take(session, bank, file, "题.xml", source="某平台")
    version = queries.newest(session, single)
    assert (version.kind, version.stem, version.answer) == ("single", "离心泵启动前应先（　　）。", "B")
    assert version.options == ["打开出口阀", "灌泵排气", "关闭进口阀"]
    assert (version.explanation, version.source) == ("防止气缚。", "某平台")
    assert single.point_id == bank.place("B-A-A-002")
    assert queries.newest(session, judged).answer == "T"
    assert single.status == "submitted"


def test_several_right_answers_make_a_multiple_choice() -> None:
    (read,) = question_moodle.read(quiz(choice(single="false", b="50", c="50"))).questions
    assert (read.draft.kind, read.draft.answer) == ("multiple", "BC")


def test_a_picture_comes_along_and_reaches_the_printed_paper(session: Session, bank: Bank) -> None:
    (question,) = take(session, bank, quiz(CATEGORY % "气蚀与气缚", choice(**drawn())), "题.xml", source="某平台")
    version = queries.newest(session, question)
    (slot,) = version.pictures
    assert slot == "stem"
    encoded = pictures.encoded(session, version)
    asked = PaperQuestion(1, "q", "v", "single", version.stem, version.options, "B", 10, encoded)
    content = PaperContent("模拟卷", 90, [asked])
    plain = PaperContent("模拟卷", 90, [PaperQuestion(1, "q", "v", "single", version.stem, version.options, "B", 10)])
    heading = Heading("鹭州市", "P1", "理论", "0" * 64)
    assert b"/Subtype /Image" in paper_sheet(heading, content)
    assert b"/Subtype /Image" not in paper_sheet(heading, plain)


def test_the_same_words_with_other_pictures_are_another_question(session: Session, bank: Bank) -> None:
    file = quiz(CATEGORY % "气蚀与气缚", choice(), choice(**drawn()))
    assert len(take(session, bank, file, "题.xml", source="某平台")) == 2
    again = faults(session, bank, quiz(CATEGORY % "气蚀与气缚", choice(**drawn())), "题.xml")
    assert any("重复" in text for _, text in again)


@pytest.mark.parametrize(
    ("file", "said"),
    [
        (quiz('<question type="matching"/>'), "题型 matching 不能导入"),
        (quiz(choice(shown='<img src="@@PLUGINFILE@@/没有.png">')), "不在文件里"),
        (quiz(choice(b="0")), "答案"),
        (quiz(JUDGE.replace("100", "0")), "没有标出正确的答案"),
        (
            quiz(choice(shown=drawn()["shown"], file='<file name="泵.png" encoding="base64">TVqQAAMA</file>')),
            "图片不能使用",
        ),
    ],
)
def test_what_can_t_be_taken_is_told_by_its_number(session: Session, bank: Bank, file: bytes, said: str) -> None:
    assert any(where == "第 1 题" and said in text for where, text in faults(session, bank, file, "题.xml"))
    assert count(session) == 0


@pytest.mark.parametrize(
    "file",
    [
        b'<!DOCTYPE quiz [<!ENTITY a SYSTEM "file:///etc/passwd">]><quiz>&a;</quiz>',
        b"<quiz>" + b"<a>" * 100 + b"</a>" * 100 + b"</quiz>",
        b"<html/>",
        b"no xml at all",
        b"",
    ],
)
def test_hostile_and_foreign_files_are_refused(file: bytes) -> None:
    with pytest.raises(FileRefused):
        question_moodle.read(file)


def test_scripts_in_a_question_leave_nothing_behind() -> None:
    (read,) = question_moodle.read(quiz(choice(shown="<script>alert(1)</script><p>见图</p>"))).questions
    assert read.draft.stem == "离心泵启动前应先（　　）。\n见图"
