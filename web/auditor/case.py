"""Everything the page of one case shows, at the chosen moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.workflow.models import Instance
from engine.workflow.outline import Outline
from processes.apply.models import Application, Material
from web.auditor import history, picture, search
from web.ui.views import Chain, Chip, EventView, Row, Tag


@dataclass(frozen=True)
class Asked:
    """What the address asks for. `seq` is the number of an event, 0 for the latest; `step` moves by one."""

    seq: int = 0
    step: int = 0
    who: str = ""
    kind: str = ""
    process: str = ""
    listed: bool = False


@dataclass(frozen=True)
class CaseView:
    no: str
    address: str
    name: str
    title: str
    tag: Tag
    chain: Chain
    events: Sequence[EventView]
    actors: Sequence[tuple[str, str]]
    total: int
    at: int
    moment: str
    first: str
    last: str
    known: Sequence[Row]
    picture: picture.Picture | None
    tabs: Sequence[Chip]
    other_view: str


def case_view(session: Session, application: Application, asked: Asked) -> CaseView:
    instance = instance_of(session, application)
    events = history.events_of(session, application.instance_id, _subjects(session, application))
    at = min(max((asked.seq or len(events)) + asked.step, 1), len(events))
    address = f"/audit/cases/{application.no}"
    every = picture.drawings(session, instance, events) if instance is not None and events else {}
    drawn = _drawn(session, instance, every, events, at, asked)
    names = {(key, step.id): step.name for key, each in every.items() for step in each.steps if step.name}

    def link(**changes: str | int) -> str:
        shown = {"seq": at, "process": drawn.process if drawn else "", "view": "list" if asked.listed else ""}
        return f"{address}?{urlencode({key: each for key, each in {**shown, **changes}.items() if each})}"

    return CaseView(
        no=application.no,
        address=address,
        name=application.name or "（未填姓名）",
        title=search.title(session, application),
        tag=search.state_tag(application),
        chain=history.chain(session, events),
        events=history.shown(events, at=at, actor=asked.who, kind=asked.kind, address=address, names=names),
        actors=history.actors(events),
        total=len(events),
        at=at,
        moment=history.moment(events[at - 1].row.at) if events else "",
        first=history.moment(events[0].row.at) if events else "",
        last=history.moment(events[-1].row.at) if events else "",
        known=history.known_at(events, at),
        picture=drawn,
        tabs=[
            Chip(each.name, link(process=key), drawn is not None and key == drawn.process)
            for key, each in every.items()
        ],
        other_view=link(view="" if asked.listed else "list"),
    )


def instance_of(session: Session, application: Application) -> Instance | None:
    return session.get(Instance, application.instance_id) if application.instance_id else None


def _drawn(
    session: Session,
    instance: Instance | None,
    every: Mapping[str, Outline],
    events: Sequence[history.Numbered],
    at: int,
    asked: Asked,
) -> picture.Picture | None:
    """The diagram to show: the one asked for, or the one the case was in."""
    if instance is None or not every:
        return None
    passed = [each.process for each in picture.passages(events[:at]) if each.process in every]
    chosen = asked.process if asked.process in every else passed[-1] if passed else next(iter(every))
    return picture.at_moment(session, instance, events, every[chosen], at)


def _subjects(session: Session, application: Application) -> list[UUID]:
    materials = select(Material.id).where(Material.application_id == application.id)
    return [application.id, *session.scalars(materials)]
