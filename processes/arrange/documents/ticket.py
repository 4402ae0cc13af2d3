"""The admission ticket: A4, a page each."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from engine.documents import pdf
from engine.platform import clock
from engine.platform.people import queries as authorities
from processes.apply.models import Application
from processes.arrange import queries, telling
from processes.arrange.documents.people import Candidate, candidates
from processes.arrange.models import Admission
from processes.catalogue import queries as catalogue
from processes.plans import queries as plans

TITLE = "职业技能等级认定准考证"
ARRIVE = 30  # minutes before the session


@dataclass(frozen=True, slots=True)
class TicketView:
    """What stands on a ticket, on paper and on the screen."""

    who: Candidate
    institution: str
    authority: str
    plan: str
    sittings: Sequence[telling.Sitting]
    rules: Sequence[str]

    @property
    def sites(self) -> list[str]:
        """Each room with its place, once."""
        return list(dict.fromkeys(f"{each.room}：{each.site}" for each in self.sittings))

    @property
    def code(self) -> str:
        """What the QR code holds: the number, for checking in."""
        return self.who.ticket


def ticket_view(session: Session, row: Admission, application: Application) -> TicketView:
    known = queries.ticket(session, row.id)
    who = candidates(session, [(row, application, known.no if known else None)], portraits=True)[row.id]
    plan = plans.plan(session, row.plan_id)
    sittings = telling.sittings(session, row)
    return TicketView(
        who=who,
        institution=catalogue.institution(session, row.institution_id).name,
        authority=authorities.authority(session).name,
        plan=plan.title,
        sittings=sittings,
        rules=[*_times(sittings, plan.late_minutes), *queries.rules(session).notes.splitlines()],
    )


def render(views: Sequence[TicketView]) -> bytes:
    """A page for each."""
    parts = []
    for at, view in enumerate(views):
        if at:
            parts.append(pdf.page_break())
        parts += _page(view)
    authority = views[0].authority if views else ""
    return pdf.render(parts, title=TITLE, footer=authority, author=authority, margin=20)


def render_for(session: Session, admission_ids: Sequence[UUID]) -> bytes:
    """The tickets of several admissions, in the order given."""
    views = []
    for admission_id in admission_ids:
        row = queries.admission(session, admission_id)
        views.append(ticket_view(session, row, session.get_one(Application, row.application_id)))
    return render(views)


def _times(sittings: Sequence[telling.Sitting], late: int) -> list[str]:
    if not sittings:
        return []
    start = clock.shanghai(sittings[0].row.starts_at)
    gone = (start.hour * 60 + start.minute + late) % (24 * 60)
    return [
        f"每科开考前 {ARRIVE} 分钟开始检录；开考 {late} 分钟后不得入场"
        f"（{sittings[0].subject}为 {gone // 60}:{gone % 60:02}）。"
    ]


def _page(view: TicketView) -> list[Any]:
    who = view.who
    facts = pdf.table(
        [],
        [
            ["姓名", who.name],
            ["准考证号", who.ticket],
            ["身份证号码", who.id_number],
            ["职业等级", who.line],
            ["考试类型", who.attempt],
            ["报名机构", view.institution],
        ],
        widths=[28, 100],
        heights=8,
    )
    photo = (
        pdf.picture(who.portrait, width=32, height=45)
        if who.portrait
        else pdf.table([], [["证件照"]], widths=[32], heights=45)
    )
    sits = pdf.table(
        ["科目", "时间", "考场", "座号"],
        [[each.subject, each.time, each.room, f"{each.seat} 号"] for each in view.sittings],
        widths=[36, 72, 42, 18],
    )
    rules = [
        pdf.paragraph(f"{at}. {text.rstrip('。')}。", style="small") for at, text in enumerate(view.rules, start=1)
    ]
    return [
        pdf.title(TITLE),
        pdf.paragraph(f"{view.authority} · {view.plan}", style="subtitle"),
        pdf.rule(),
        pdf.beside([facts], [photo], widths=(132, 38)),
        pdf.space(6),
        sits,
        pdf.space(4),
        pdf.beside(
            [
                pdf.heading("考点"),
                *(pdf.paragraph(site) for site in view.sites),
                pdf.heading("考生须知"),
                *rules,
            ],
            [pdf.space(4), pdf.qr(view.code, size=32), pdf.paragraph("检录用", style="cell-center")],
            widths=(132, 38),
        ),
    ]
