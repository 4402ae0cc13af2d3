"""Who is called with an @."""

import pytest

from processes.review.comments import names_called

NAMES = ("王审", "王审批", "吴初审", "O'Neil")


@pytest.mark.parametrize(
    ("text", "called", "unknown"),
    [
        ("请@王审批看一下", ["王审批"], []),
        ("@王审，@王审批 与 @王审", ["王审", "王审批"], []),
        ("全角＠王审批也算", ["王审批"], []),
        ("邮箱 a@b.cn，b1@王审", [], []),
        ("中文@吴初审", ["吴初审"], []),
        ("@O'Neil 您好", ["O'Neil"], []),
        ("@林申请 请补", [], ["林申请"]),
        ("@@王审", ["王审"], []),
        ("句末@", [], []),
        ("没有", [], []),
    ],
)
def test_the_longest_name_after_an_at_is_meant(text: str, called: list[str], unknown: list[str]) -> None:
    assert names_called(text, NAMES) == (called, unknown)
