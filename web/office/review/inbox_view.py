"""What the list shows: rows, chips, the fields of the filter, and why an applicant can't be taken."""

from collections.abc import Sequence
from dataclasses import dataclass

from engine.platform import clock
from engine.platform.people import Actor
from processes.apply.models import Material
from processes.catalogue.grades import Grade
from processes.review import inbox
from processes.review.filters import KINDS, Wanted, parse_query
from processes.review.models import SavedFilter
from processes.review.options import Options
from web.office.review.times import due, short
from web.ui.roles import group_name
from web.ui.views import Key, Link, Row, Tag

SPECIAL = {"review/blind": "抽检", "review/supervise": "主管决定", "review/settle": "裁定"}
FIRST, LAST = ("mine", "today", "returned"), ("blind", "held", "others")
KEYED = 5
AGES = {"1": "1 天以上", "3": "3 天以上", "5": "5 天以上", "10": "10 天以上"}
MARKS = {"overdue": "已超期", "again": "退回过", "own": "归我办理"}


@dataclass(frozen=True, slots=True)
class Entry:
    """`why_not` says why the actor can't take it now; `mine`: he has it."""

    waiting: inbox.Waiting
    tag: Tag
    due: Tag
    href: str
    current: bool
    holder: Tag | None
    why_not: str
    mine: bool

    @property
    def note(self) -> str:
        return f"{self.waiting.materials} 份 · {short(self.waiting.submitted_at)}"


@dataclass(frozen=True, slots=True)
class Chosen:
    entry: Entry
    facts: Sequence[Row]
    materials: Sequence[Material]
    identity: Tag | None
    history: Sequence[Row]


@dataclass(frozen=True, slots=True)
class Choice:
    """A select of the filter: (value, label) pairs, the chosen value."""

    name: str
    label: str
    every: str
    options: Sequence[tuple[str, str]]
    value: str


def lists(kept: Sequence[SavedFilter]) -> list[tuple[str, Wanted]]:
    """The chips in their order: what everybody has, one's own and shared lists, the rarer ones."""
    own = [(row.name, parse_query(row.query)) for row in kept]
    return [*_built_in(FIRST), *own, *_built_in(LAST)]


def keys(named: Sequence[tuple[str, Wanted]]) -> tuple[Key, ...]:
    """The keys of the list; a number for each of the first chips."""
    return (
        Key(("J",), "下一位", shown=False),
        Key(("K",), "上一位", shown=False),
        Key(("Enter",), "领取并审核", "#take"),
        Key(("S",), "跳过", "#skip > summary"),
        Key(("F",), "筛选条件", "#filters > summary"),
        *(
            Key((str(place),), label, f".cf-chips li:nth-child({place}) > a", shown=False)
            for place, (label, _) in enumerate(named[:KEYED], 1)
        ),
    )


def entry_view(row: inbox.Waiting, actor: Actor, wanted: Wanted, page: int, *, current: bool) -> Entry:
    special = SPECIAL.get(row.form)
    tag = Tag(special, "info") if special else Tag("补正已回", "info") if row.returned else Tag("首次")
    href = wanted.address(page=page if page > 1 else None, entry=row.entry_id)
    mine = row.holder_id == actor.person_id
    return Entry(row, tag, due(row.due_at), href, current, _holder(row, actor), _why_not(row, actor), mine)


def fields(wanted: Wanted, choices: Options) -> list[Choice]:
    """The selects of the filter; one that offers a single choice is left out."""
    grades = [(grade.value, grade.title) for grade in Grade]
    given = [
        Choice("plan", "计划", "全部计划", list(choices.plan.items()), str(wanted.plan or "")),
        Choice("occupation", "职业", "全部职业", list(choices.occupation.items()), wanted.occupation),
        Choice("grade", "等级", "全部等级", grades, wanted.grade),
        Choice("institution", "机构", "全部机构", list(choices.institution.items()), str(wanted.institution or "")),
        Choice("age", "已等待", "不限", _ages(wanted), str(wanted.age or "")),
    ]
    return [one for one in given if len(one.options) > 1 or one.value]


def removable(wanted: Wanted, choices: Options) -> list[Link]:
    """What the list is narrowed to, each with the address of the list without it."""
    names = {"plan": choices.plan, "occupation": choices.occupation, "institution": choices.institution}
    said = {
        **{name: known.get(wanted.narrowed.get(name, ""), "已停用的选项") for name, known in names.items()},
        "grade": Grade(wanted.grade).title if wanted.grade else "",
        "age": f"已等待 {wanted.age} 天以上",
        **MARKS,
    }
    return [Link(said[name], wanted.without(name).address()) for name in wanted.narrowed]


def sharing(actor: Actor) -> list[tuple[str, str]]:
    """The groups that a list can be shared with, by the names people read."""
    return [(group, group_name(group)) for group in inbox.review_groups(actor)]


def _built_in(kinds: Sequence[str]) -> list[tuple[str, Wanted]]:
    return [(KINDS[kind], Wanted(kind)) for kind in kinds]


def _ages(wanted: Wanted) -> list[tuple[str, str]]:
    own = {str(wanted.age): f"{wanted.age} 天以上"} if wanted.age else {}
    return sorted((AGES | own).items(), key=lambda pair: int(pair[0]))


def _holder(row: inbox.Waiting, actor: Actor) -> Tag | None:
    if row.skips and row.escalated:
        return Tag(f"已跳过 {row.skips} 次", "bad", "skip-forward")
    if row.holder_id is not None:
        return Tag("我在处理" if row.holder_id == actor.person_id else f"{row.holder}处理中", "now", "lock")
    if row.assigned_to is not None:
        return Tag("指派给我" if row.assigned_to == actor.person_id else f"已指派{row.assignee}", "info", "person")
    return None


def _why_not(row: inbox.Waiting, actor: Actor) -> str:
    if row.holder_id is not None and row.holder_id != actor.person_id and row.held_until is not None:
        until = clock.shanghai(row.held_until)
        return f"{row.holder}正在处理，占用到 {until:%H:%M}。到期未办完时您可以领取。"
    if row.assigned_to is not None and row.assigned_to != actor.person_id:
        return f"负责人已指派给{row.assignee}。请先办其他申请，或请负责人改派。"
    return ""
