"""The exam room's machines: registered by their institution, tested by the page that the client opens there."""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit, clock
from engine.platform.database import tenant_of
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import Actor
from processes.sit.errors import NoSuchMachine
from processes.sit.models import ExamMachine

VERSION = "1.0"  # of the client that the house hands out now
CODE_LETTERS, CODE_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 10  # without what is easily misread
MOST_NAME, MOST = 40, 2_000
LEAST_WIDTH, LEAST_HEIGHT = 1024, 700
MOST_SKEW_MS, MOST_DELAY_MS = 2_000, 800


@dataclass(frozen=True, slots=True)
class Report:
    """What a machine found out about itself. Times in milliseconds; `lost` of `asked` requests had no answer."""

    version: str
    browser: str
    width: int
    height: int
    storage: bool
    crypto: bool
    fullscreen: bool
    skew_ms: int
    delay_ms: int
    asked: int
    lost: int


def problems(report: Report) -> list[str]:
    """What keeps a machine from being used, a sentence each."""
    found = []
    if report.version != VERSION:
        had = f"现在是 {report.version}" if report.version else "没有从客户端打开"
        found.append(f"请用 {VERSION} 版的考试客户端，{had}")
    if not report.storage:
        found.append("浏览器不能在本机保存作答，请关闭无痕模式或更新浏览器")
    if not report.crypto:
        found.append("浏览器不能签名作答记录，请更新浏览器，并用 https 地址打开")
    if not report.fullscreen:
        found.append("浏览器不支持全屏")
    if report.width < LEAST_WIDTH or report.height < LEAST_HEIGHT:
        least = f"{LEAST_WIDTH}×{LEAST_HEIGHT}"
        found.append(f"屏幕只有 {report.width}×{report.height}，至少要 {least}")
    if abs(report.skew_ms) > MOST_SKEW_MS:
        how = "快" if report.skew_ms > 0 else "慢"
        found.append(f"本机时钟{how} {abs(report.skew_ms) / 1000:.0f} 秒，请校准")
    if report.lost:
        found.append(f"{report.asked} 次请求有 {report.lost} 次没有应答，请检查网络")
    elif report.delay_ms > MOST_DELAY_MS:
        found.append(f"网络应答要 {report.delay_ms} 毫秒，超过 {MOST_DELAY_MS} 毫秒")
    return found


def register(session: Session, actor: Actor, *, institution_id: UUID, room: str, name: str) -> ExamMachine:
    """Note a machine of one's own institution; its code is typed once at the machine. Raises InvalidForm."""
    room, name = " ".join(room.split()), " ".join(name.split())
    errors = [
        FieldError(path, f"请输入{label}，不超过 {MOST_NAME} 字")
        for path, label, text in (("room", "机房", room), ("name", "机器编号", name))
        if not 1 <= len(text) <= MOST_NAME
    ]
    own = machines(session, [institution_id])
    if any((row.room, row.name) == (room, name) for row in own):
        errors.append(FieldError("name", f"{room} 已有编号为 {name} 的机器"))
    if len(own) >= MOST:
        errors.append(FieldError("name", f"一个机构最多登记 {MOST:,} 台机器"))
    if errors:
        raise InvalidForm(errors, {"room": room, "name": name})
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    row = ExamMachine(institution_id=institution_id, room=room, name=name, code=code, registered_by=actor.person_id)
    session.add(row)
    session.flush()
    _record(session, actor, row, "machine.registered", {"room": room, "title": name})
    return row


def keep_test(session: Session, code: str, report: Report) -> ExamMachine:
    """What the machine with this code reports, judged. Raises NoSuchMachine."""
    row = by_code(session, code, lock=True)
    found = problems(report)
    row.tested_at, row.version, row.browser = clock.now(), report.version, report.browser
    row.skew_ms, row.delay_ms, row.problems = report.skew_ms, report.delay_ms, found
    row.screen = f"{report.width}×{report.height}"
    _record(session, Actor.system(tenant_of(session)), row, "machine.tested", {"count": len(found)})
    return row


def retire(session: Session, actor: Actor, row: ExamMachine) -> None:
    """The machine is not used any more; repeating it changes nothing."""
    if row.retired_at is None:
        row.retired_at = clock.now()
        _record(session, actor, row, "machine.retired", None)


def machines(session: Session, institutions: Collection[UUID]) -> Sequence[ExamMachine]:
    """The machines in use of these institutions, by room and name."""
    wanted = select(ExamMachine).where(ExamMachine.institution_id.in_(institutions), ExamMachine.retired_at.is_(None))
    return session.scalars(wanted.order_by(ExamMachine.room, ExamMachine.name)).all()


def machine(session: Session, institutions: Collection[UUID], machine_id: UUID) -> ExamMachine:
    """Raises NoSuchMachine, also for another institution's."""
    wanted = select(ExamMachine).where(ExamMachine.id == machine_id, ExamMachine.institution_id.in_(institutions))
    found = session.scalar(wanted)
    if found is None:
        raise NoSuchMachine
    return found


def by_code(session: Session, code: str, *, lock: bool = False) -> ExamMachine:
    """Raises NoSuchMachine, also for one that is not used any more."""
    wanted = select(ExamMachine).where(ExamMachine.code == code.strip().upper(), ExamMachine.retired_at.is_(None))
    found = session.scalar(wanted.with_for_update() if lock else wanted)
    if found is None:
        raise NoSuchMachine
    return found


def _record(session: Session, actor: Actor, row: ExamMachine, action: str, after: Mapping[str, Any] | None) -> None:
    audit.record(session, actor, action, subject=("exam_machine", row.id), after=dict(after) if after else None)
    session.flush()
