"""What the pages of papers show, made from the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from engine.platform.people import Actor
from engine.platform.people import queries as people
from engine.platform.text import date_cn, datetime_cn
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.papers import queries
from processes.papers.models import Paper, PaperStatus
from processes.papers.options import STATES, title_of
from processes.papers.structures import in_words, parts_of
from web.office.papers.sheet import SEGMENTS, Sheet, Short, sheet_of, short_of
from web.office.papers.tasks import find_task
from web.ui.views import Chip, Row, Tag

TONES = {
    PaperStatus.BLUEPRINT: "",
    PaperStatus.ASSEMBLING: "info",
    PaperStatus.SHORT: "warn",
    PaperStatus.ASSEMBLED: "now",
    PaperStatus.SEALED: "ok",
    PaperStatus.DISCARDED: "",
}
ASSEMBLER, APPROVER = "papers:assembler", "papers:approver"
PRINTS = (("paper", "试卷"), ("sheet", "答题卡"), ("key", "参考答案"))


@dataclass(frozen=True, slots=True)
class PaperLink:
    """A line of the list."""

    no: str
    title: str
    href: str
    tag: Tag
    subject: str
    made: str
    hash: str


@dataclass(frozen=True, slots=True)
class Progress:
    percent: int
    note: str
    bar: Sequence[str]
    poll: str


@dataclass(frozen=True, slots=True)
class PaperPage:
    """A paper in full. `next_step` says who acts and by when; a link is None where the reader may not follow it."""

    id: UUID
    title: str
    tag: Tag
    next_step: str
    returned: str
    facts: Sequence[Row]
    sheet: Sheet | None
    short: Short | None
    progress: Progress | None
    edit: str | None
    check: str | None
    approve: str | None
    preview: str | None
    give_up: str | None
    withdraw: str | None
    workbook: str | None
    ranges: str
    prints: Sequence[tuple[str, str]]


def links(session: Session, rows: Sequence[Paper]) -> list[PaperLink]:
    names = {row.code: row.name for row in catalogue.occupations(session)}
    return [
        PaperLink(
            no=row.no,
            title=row.title,
            href=f"/papers/{row.id}",
            tag=tag(row),
            subject=f"{names.get(row.occupation, row.occupation)} · {Grade(row.grade).title}",
            made=date_cn(row.created_at),
            hash=(row.content_sha256 or "")[:12],
        )
        for row in rows
    ]


def chips(session: Session, status: str) -> list[Chip]:
    counts = queries.counts(session)
    states = [Chip(STATES[each], f"/papers?status={each}", status == each, counts.get(each, 0)) for each in PaperStatus]
    return [Chip("全部", "/papers", not status, sum(counts.values())), *states]


def tag(paper: Paper) -> Tag:
    icons = {PaperStatus.SEALED: "lock", PaperStatus.SHORT: "exclamation-triangle"}
    status = PaperStatus(paper.status)
    return Tag(STATES[status], TONES[status], icons.get(status))


def progress(session: Session, paper: Paper) -> Progress | None:
    if not queries.is_assembling(session, paper):
        return None
    filled = paper.progress * SEGMENTS // 100
    bar = ["p"] * filled + [""] * (SEGMENTS - filled)
    return Progress(paper.progress, paper.progress_note, bar, f"/papers/{paper.id}/progress")


def paper_page(session: Session, actor: Actor, paper: Paper) -> PaperPage:
    at, status = f"/papers/{paper.id}", PaperStatus(paper.status)
    running = progress(session, paper)  # asked before the tasks: no progress means that they are there
    assembles, approves = actor.has_role(ASSEMBLER), actor.has_role(APPROVER)
    is_open = status in (PaperStatus.BLUEPRINT, PaperStatus.SHORT)
    task = {key: find_task(session, actor, paper, f"paper/{key}") is not None for key in ("check", "approve")}
    report = paper.report or {}
    return PaperPage(
        id=paper.id,
        title=paper.title,
        tag=tag(paper),
        next_step=_next_step(paper, waits_for_approval=task["approve"] or _checked(session, paper)),
        returned=paper.returned_reason if status in (PaperStatus.BLUEPRINT, PaperStatus.DISCARDED) else "",
        facts=_facts(session, paper),
        sheet=sheet_of(report, parts_of(paper.structure)) if report and "short" not in report else None,
        short=short_of(paper.id, report) if "short" in report else None,
        progress=running,
        edit=f"{at}/blueprint" if assembles and is_open else None,
        check=f"{at}/check" if task["check"] else None,
        approve=f"{at}/approve" if task["approve"] else None,
        preview=f"{at}/preview" if status == PaperStatus.ASSEMBLED else None,
        give_up=f"{at}/give-up" if assembles and is_open else None,
        withdraw=f"{at}/withdraw" if approves and status == PaperStatus.SEALED else None,
        workbook=f"{at}/report.xlsx" if report and "short" not in report else None,
        ranges=f"{at}/ranges",
        prints=[(f"{at}/print/{kind}", f"印制{name}") for kind, name in PRINTS]
        if approves and status == PaperStatus.SEALED
        else [],
    )


def _checked(session: Session, paper: Paper) -> bool:
    """Whether an assembled paper waits for its approver, by what its process holds open."""
    return paper.status == PaperStatus.ASSEMBLED and "paper/approve" in queries.open_forms(session, paper)


def _facts(session: Session, paper: Paper) -> list[Row]:
    table = queries.table(session, paper.table_id)
    shares = paper.importance or {}
    rows = [
        Row("试卷编号", paper.no, mono=True),
        Row("职业与等级", title_of(session, paper)),
        Row("细目表", f"{table.title}，第 {table.edition} 版"),
        Row("结构", in_words(parts_of(paper.structure))),
        Row("考试时间", f"{paper.minutes} 分钟"),
        Row("冷却期", f"{paper.cooling_days} 天"),
        Row("重要程度", "、".join(f"{name} {share}%" for name, share in shares.items()) or "按细目表"),
        Row("组卷", f"{people.person(session, paper.assembled_by).name}，{datetime_cn(paper.created_at)}"),
    ]
    if paper.approved_by and paper.approved_at:
        rows.append(Row("审批", f"{people.person(session, paper.approved_by).name}，{datetime_cn(paper.approved_at)}"))
    if paper.sealed_at and paper.content_sha256:
        rows.append(Row("封存", datetime_cn(paper.sealed_at)))
        rows.append(Row("内容指纹", paper.content_sha256, mono=True))
    return rows


def _next_step(paper: Paper, *, waits_for_approval: bool) -> str:
    match PaperStatus(paper.status):
        case PaperStatus.BLUEPRINT:
            return "由组卷员在 5 个工作日内修改蓝图并提交组卷。超期会提醒组卷员。"
        case PaperStatus.ASSEMBLING:
            return "正在后台组卷，通常几秒钟完成。可以离开本页，完成后会通知组卷员。"
        case PaperStatus.SHORT:
            return "由组卷员修改蓝图后再次组卷，或先请命题员补充试题。"
        case PaperStatus.ASSEMBLED if waits_for_approval:
            return "由另一位试卷审批员在 3 个工作日内审批。同意后立即封存；超期会提醒审批员。"
        case PaperStatus.ASSEMBLED:
            return "由组卷员在 3 个工作日内核对并提交审批。超期会提醒组卷员。"
        case PaperStatus.SEALED:
            return "已封存，可供同职业、同等级的场次选用。开考前 5 分钟起，随场次启封。"
        case PaperStatus.DISCARDED:
            return "已作废，不能再用。抽出的试题仍计入冷却。"
