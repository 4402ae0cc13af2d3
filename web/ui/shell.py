"""What surrounds every page: the authority's name, the navigation of the desk, who is signed in."""

from contextvars import ContextVar
from dataclasses import dataclass, field

from starlette.requests import Request

from engine.platform.people.actor import Actor
from engine.platform.settings import settings
from web.ui.roles import DESKS, Desk, role_name


@dataclass(frozen=True)
class Place:
    """The authority whose pages these are. The defaults serve pages shown when the database cannot be read."""

    name: str = "职业技能等级认定"
    city: str = ""
    hotline: str = "12333"
    hours: str = "工作日 9:00—17:30"


NOWHERE = Place()
PLACE: ContextVar[Place] = ContextVar("place", default=NOWHERE)


def helpline() -> Place:
    """Whom to call, for components that are rendered without a page's names."""
    return PLACE.get()


@dataclass(frozen=True)
class Link:
    label: str
    href: str
    current: bool = False
    count: int = 0
    alert: bool = False


@dataclass(frozen=True)
class Shell:
    place: Place
    path: str
    desk: str
    home: str
    nav: list[Link] = field(default_factory=list)
    desks: list[Link] = field(default_factory=list)
    person: str | None = None
    role: str = ""
    simulated: bool = False
    in_wechat: bool = False  # in WeChat's own browser, which opens no PDF and keeps no download

    @property
    def subtitle(self) -> str:
        return self.desk or f"{self.place.city}职业技能等级认定"


def shell_of(request: Request) -> Shell:
    """Built from what the guards left on the request; a page without a guard gets a plain shell."""
    place: Place = getattr(request.state, "place", Place())
    actor: Actor | None = getattr(request.state, "actor", None)
    path = request.url.path
    in_wechat = "MicroMessenger" in request.headers.get("user-agent", "")
    common = {"place": place, "path": path, "simulated": settings().simulated, "in_wechat": in_wechat}
    if actor is None:
        return Shell(desk="", home="/", **common)  # type: ignore[arg-type]
    desk = desk_of(path, actor)
    counts: dict[str, int] = getattr(request.state, "counts", {})
    nav = [
        Link(label, href, _is_current(href, path, desk), counts.get(href, 0), href == "/my/notices")
        for label, href in (desk.nav if desk else CANDIDATE_NAV)
        if href != "/ops/clock" or settings().simulated
    ]
    desks = [Link(other.label, other.home, other is desk) for other in DESKS if actor.has_any_role(other.roles)]
    if desks:
        desks.append(Link("我的申请", "/my", desk is None and path.startswith("/my")))
    return Shell(
        desk=desk.label if desk else "",
        home=desk.home if desk else "/my",
        nav=nav,
        desks=desks,
        person=actor.name or "申请人",
        role=role_name(actor, desk),
        **common,  # type: ignore[arg-type]
    )


CANDIDATE_NAV = (("首页", "/my"), ("学习", "/my/learning"), ("认定计划", "/"), ("消息", "/my/notices"))


def desk_of(path: str, actor: Actor) -> Desk | None:
    """The desk a path belongs to, if the actor may sit there: the one whose home is nearest, or that leads to it."""
    may = [desk for desk in DESKS if actor.has_any_role(desk.roles)]
    at = [desk for desk in may if path == desk.home or path.startswith(desk.home + "/")]
    leads = (desk for desk in may if any(path == href for _, href in desk.nav))
    return max(at, key=lambda desk: len(desk.home), default=next(leads, None))


def _is_current(href: str, path: str, desk: Desk | None) -> bool:
    if path == href:
        return True
    longer = [other for _, other in (desk.nav if desk else CANDIDATE_NAV) if other != href and len(other) > len(href)]
    inside = href != "/" and path.startswith(href + "/")
    return inside and not any(path == other or path.startswith(other + "/") for other in longer)
