"""Who reads an application, as what: kept in the trail once a reader, day and thing, for its owner to see."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.people import Actor
from engine.workflow.models import WorkItem
from processes.apply import queries as applications
from processes.apply.models import Application, Material
from processes.apply.rules.materials import KINDS
from processes.catalogue.models import Institution
from processes.review.workspace import may_see

OF_INSTITUTION = ("first_review", "clerk", "lead", "invigilator", "chief_invigilator")
OF_AUTHORITY = (
    "authority:approver",
    "authority:supervisor",
    "authority:certificates",
    "authority:certificate_approver",
    "auditor",
)
READINGS: Mapping[str, str] = MappingProxyType(
    {
        "case.opened": "打开申请内容（证件号码部分隐藏）",
        "material.opened": "打开材料",
        "identity.unmasked": "查看完整证件号码",
        "sheet.opened": "打开申报表（含完整证件号码）",
        "identity.looked_up": "凭姓名和证件号码查找您",
        "account.counter_code": "核对证件后发放登录码",
        "account.phone_changed": "核对证件后变更手机号码",
    }
)
PURPOSES: Mapping[str, str] = MappingProxyType(
    {
        "institution:first_review": "机构初审",
        "institution:clerk": "报名经办、窗口服务",
        "institution:lead": "机构管理",
        "institution:invigilator": "考场核验身份",
        "institution:chief_invigilator": "考场核验身份",
        "authority:approver": "部门审批",
        "authority:supervisor": "督导、窗口服务",
        "authority:certificates": "制证核对照片",
        "authority:certificate_approver": "制证核对照片",
        "auditor": "监督审计",
    }
)


@dataclass(frozen=True, slots=True)
class Reading:
    """`role` is a code of the house, empty for what was noted before roles were."""

    at: datetime
    role: str
    institution: str
    what: str
    purpose: str
    no: str


def may_open_sheet(actor: Actor, application: Application) -> bool:
    """Who may read the signed form: reviewers, auditors, and clerks and leads of the very institution."""
    if application.submitted_at is None:
        return False
    own = any(actor.in_group(f"institution:{application.institution_id}:{role}") for role in ("clerk", "lead"))
    return own or actor.in_group("auditor") or may_see(actor, application)


def is_blind(session: Session, actor: Actor, application: Application) -> bool:
    """Whether an independent second opinion is awaited: then no approver is shown what was said before."""
    if not actor.in_group("authority:approver"):
        return False
    waiting = select(WorkItem.id).where(
        WorkItem.instance_id == application.instance_id,
        WorkItem.form_key == "review/blind",
        WorkItem.status == "open",
    )
    return session.scalar(waiting.limit(1)) is not None


def read_as(actor: Actor, application: Application) -> dict[str, str]:
    """The role in which somebody reads an application, as the trail keeps it."""
    for role in OF_INSTITUTION:
        if actor.in_group(f"institution:{application.institution_id}:{role}"):
            return {"role": f"institution:{role}", "institution_id": str(application.institution_id)}
    return {"role": next((role for role in OF_AUTHORITY if actor.in_group(role)), "")}


def note(
    session: Session, actor: Actor, application: Application, action: str, *, material: Material | None = None
) -> None:
    """One statement, whose row is written once a reader, action, thing and day. One's own reading is not noted."""
    if actor.person_id == application.person_id:
        return
    after = read_as(actor, application) | ({"kind": material.kind} if material is not None else {})
    subject = ("material", material.id) if material is not None else ("application", application.id)
    audit.record_reading(session, actor, action, subject=subject, after=after)


def note_file(session: Session, actor: Actor, file_id: UUID) -> None:
    """The same for a material's file that another desk shows, such as the portrait at the door of an exam."""
    found = applications.handed_in_as(session, file_id)
    if found is not None:
        note(session, actor, found[0], "material.opened", material=found[1])


def readings(session: Session, person_id: UUID, *, limit: int, offset: int = 0) -> list[Reading]:
    """Who read what of a person, newest first; his own doings are left out."""
    mine = {
        row.id: row.no
        for row in session.execute(select(Application.id, Application.no).where(Application.person_id == person_id))
    }
    wanted = select(Material.id, Material.application_id).where(Material.application_id.in_(mine))
    files = {row.id: mine[row.application_id] for row in session.execute(wanted)}
    rows = audit.readings(
        session, subjects=[person_id, *mine, *files], actions=list(READINGS), but=person_id, limit=limit, offset=offset
    )
    names = {str(row.id): row.name for row in session.execute(select(Institution.id, Institution.name))}
    found = []
    for row in rows:
        after = row.after or {}
        kind = KINDS.get(str(after.get("kind")))
        role = str(after.get("role", ""))
        found.append(
            Reading(
                at=row.at,
                role=role,
                institution=names.get(str(after.get("institution_id")), ""),
                what=READINGS[row.action] + (f"：{kind.title}" if kind else ""),
                purpose=PURPOSES.get(role, ""),
                no=mine.get(row.subject_id) or files.get(row.subject_id) or "",
            )
        )
    return found
