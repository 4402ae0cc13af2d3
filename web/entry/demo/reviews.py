"""The demo's reviewers judge applications, with the lease and the forms of the real desk."""

import time
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from engine.platform.database import work
from engine.platform.people import Actor
from engine.workflow import commands, worklist
from engine.workflow.models import WorkItem, WorklistEntry
from processes.apply import queries as applications
from processes.catalogue import queries as catalogue
from processes.review import reading
from processes.review.reasons import reasons
from web.entry.demo.authority import staff_actor

PATIENCE = 60.0  # seconds; identities are verified by the worker before a review begins
FAULTS = {
    "work_proof": "印章不清晰，无法辨认单位名称。请单位重新盖章后，在光线充足处平放拍摄，四角完整入镜。",
    "prior_certificate": "证书编号被反光遮住。请避开灯光，平放拍摄后重新上传。",
    "diploma": "证书编号看不清。请平放拍摄毕业证书内页，避免反光。",
}
REJECTION = "申报条件与所附证明不一致，取得原证书后的工作年限不足。"


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a stage concludes; `faulted` are the kinds of material it returns."""

    conclusion: str
    faulted: Collection[str] = ()


def review(tenant: UUID, application_id: UUID, stage: str, opinion: Opinion) -> None:
    """One stage judges every material of an application and concludes. Raises TimeoutError when it never came."""
    entry_id = _arrived(tenant, application_id, stage)
    with work(tenant) as session:
        actor = reviewer(session, application_id, stage)
        fence = worklist.take(session, actor, entry_id).fence
        reading.note(session, actor, applications.application(session, application_id), "case.opened")
    while True:
        with work(tenant) as session:
            items = commands.open_items(session, actor, business_key=str(application_id))
            if not items:
                return
            values = _values(session, items[0], opinion)
            commands.complete(session, actor, items[0].id, values, fence=fence)


def reviewer(session: Session, application_id: UUID, stage: str) -> Actor:
    """Who judges at a stage: the first reviewer of the application's institution, or an approver."""
    if stage == "authority":
        return staff_actor(session, "approver")
    row = applications.application(session, application_id)
    codes = {each.id: each.code for each in catalogue.institutions(session)}
    prefix = {"350001": "jishi", "350002": "shangmao"}[codes[row.institution_id]] if row.institution_id else ""
    return staff_actor(session, f"{prefix}-first")


def _arrived(tenant: UUID, application_id: UUID, stage: str) -> UUID:
    """The worklist entry of the stage, as soon as the case has come there."""
    group = "%:first_review" if stage == "first" else "authority:approver"
    wanted = select(WorklistEntry.id).where(
        WorklistEntry.business_key == str(application_id), WorklistEntry.open, WorklistEntry.group_name.like(group)
    )
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with work(tenant) as session:
            found = session.scalar(wanted)
        if found is not None:
            return found
        time.sleep(0.1)
    raise TimeoutError(f"no review of stage {stage} began")


def _values(session: Session, item: WorkItem, opinion: Opinion) -> dict[str, Any]:
    if item.form_key != "review/material":
        return {"conclusion": opinion.conclusion, "text": REJECTION if opinion.conclusion == "reject" else ""}
    material = applications.material(session, UUID(item.item_key))
    seen = {"sha256": material.sha256}
    if material.kind not in opinion.faulted:
        return seen | {"verdict": "pass"}
    return seen | {"verdict": "return", "reason": reasons(material.kind)[0].value, "text": FAULTS[material.kind]}
