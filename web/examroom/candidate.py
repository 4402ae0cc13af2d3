"""One candidate as the invigilator sees him: portrait, masked number, what happened, what can be done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import clock, crypto, files, ports
from engine.platform.people import queries as people
from engine.platform.text import mask_id
from processes.apply.models import Material
from processes.sit import queries
from processes.sit.models import LateLine, Sitting, SittingEvent
from processes.sit.ports import StationFinding, StationIdentity, StationVerdict
from processes.sit.rules import FORCED
from processes.sit.service.finish import HOWS
from processes.sit.service.telling import STATES
from web.examroom.board import found
from web.examroom.deeds import DEEDS, possible
from web.examroom.room import Room
from web.ui.views import Row

KINDS: Mapping[str, str] = MappingProxyType(
    {
        "admitted": "登记入场",
        "started": "开始作答",
        "away": "离开考试界面",
        "returned": "返回考试界面",
        "idle_countdown": "长时间无操作，倒计时",
        "outage": "终端掉线",
        "skewed": "终端时钟有偏差",
        "forged": "收到校验不符的作答记录，未采用",
        "hand_up": "举手求助",
        "hand_down": "放下举手",
        "no_script": "没有启用网页脚本",
        "move_asked": "申请换机",
        "moved": "批准换机",
        "taken_over": "新机器接替作答",
        "warned": "监考员提醒",
        "credited": "补时",
        "handed_in": "交卷",
        "absent": "登记缺考",
        "postponed": "批准缓考",
        "disqualified": "按违纪处理",
        "reversed": "撤销，恢复作答",
        "confirmed": "组长确认",
        "late_accepted": "采纳迟到的作答",
        "late_refused": "不采纳迟到的作答",
    }
)
GRAVE = frozenset({"forged", "no_script", "disqualified"})
_STATION = {
    StationVerdict.SAME: "与报名照片一致",
    StationVerdict.OTHER: "与报名照片不符",
    StationVerdict.UNSURE: "未能判定",
}


@dataclass(frozen=True, slots=True)
class Happened:
    text: str
    bad: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Candidate:
    sitting_id: UUID
    seat: str
    name: str
    rows: Sequence[Row]
    findings: Sequence[tuple[str, str]]
    portrait: str | None
    station: str
    events: Sequence[Happened]
    late: str
    choices: Sequence[Choice]
    outage: int
    move_code: str
    own: bool


def candidate(session: Session, room: Room, sitting: Sitting, *, person_id: UUID) -> Candidate:
    """`person_id` is whoever looks: nobody decides about himself."""
    one, late = queries.placed_one(session, sitting.id), queries.late_lines(session, sitting.id)
    own = sitting.person_id == person_id
    events = queries.events(session, sitting.id)
    return Candidate(
        sitting_id=sitting.id,
        seat=f"{one.seat.number:02}",
        name=one.name,
        rows=[
            Row("准考证号", one.seat.ticket_no, mono=True),
            Row("证件号码", masked_number(session, sitting), mono=True),
            Row("状态", STATES[sitting.state]),
        ],
        findings=[
            (finding.level, finding.sentence) for finding in found(room.held, sitting, clock.now(), late=len(late))
        ],
        portrait=portrait_address(session, room, sitting),
        station=_station(sitting),
        events=[_happened(event, last=event is events[-1]) for event in events],
        late=_late(late),
        choices=[] if own else [Choice(key, DEEDS[key].label) for key in possible(session, room, sitting)],
        outage=queries.outage_seconds(session, sitting),
        move_code=sitting.move_code or "",
        own=own,
    )


def _late(lines: Sequence[LateLine]) -> str:
    """What speaks for the lines that came after the end."""
    if not lines:
        return ""
    proved = sum(line.in_time for line in lines)
    places = "、".join(str(place) for place in sorted({line.place for line in lines})[:20])
    return f"交卷后收到 {len(lines)} 条作答（试卷第 {places} 题），其中 {proved} 条的终端时钟和心跳证明是在交卷前作答。"


def masked_number(session: Session, sitting: Sitting) -> str:
    row = people.person(session, sitting.person_id)
    return mask_id(crypto.decrypt(row.id_number_encrypted, row.id)) if row.id_number_encrypted else "未登记"


def portrait_of(session: Session, sitting: Sitting) -> files.StoredFile | None:
    """The portrait that stands in the application."""
    rows = (
        select(files.StoredFile)
        .join(Material, Material.file_id == files.StoredFile.id)
        .where(
            Material.application_id == sitting.application_id,
            Material.kind == "portrait",
            Material.handed_in_at.is_not(None),
            ~Material.replaced,
        )
    )
    return session.scalars(rows.order_by(Material.id.desc()).limit(1)).first()


def portrait_address(session: Session, room: Room, sitting: Sitting) -> str | None:
    known = portrait_of(session, sitting)
    return f"/invigilate/{room.session_id}/{sitting.id}/portrait" if known else None


def _station(sitting: Sitting) -> str:
    if not ports.is_bound(StationIdentity):
        return ""
    finding: StationFinding | None = ports.get(StationIdentity).finding(sitting_id=sitting.id)
    return f"人脸比对：{_STATION[finding.verdict]}（{finding.station}）" if finding else "人脸比对：未进行"


def _happened(event: SittingEvent, *, last: bool) -> Happened:
    detail = event.detail
    said = [f"{clock.shanghai(event.at):%H:%M:%S}　{KINDS.get(event.kind, event.kind)}"]
    if event.kind == "handed_in":
        said.append(HOWS.get(detail.get("how", ""), ""))
    if event.kind == "away":
        said.append(f"第 {detail.get('number')} 次，上限 {detail.get('most')} 次")
    if detail.get("ms"):
        said.append(f"{max(1, round(detail['ms'] / 1000))} 秒")
    if detail.get("seconds"):
        said.append(f"{detail['seconds']} 秒")
    if event.reason:
        said.append(event.reason)
    return Happened("，".join(part for part in said if part), event.kind in GRAVE or detail.get("how") in FORCED, last)
