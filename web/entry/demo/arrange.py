"""Exam rooms of the demo's institutions. Safe to repeat."""

from collections.abc import Callable
from uuid import UUID

from engine.platform.database import work
from processes.arrange import queries, service
from processes.arrange.service import RoomFacts
from processes.catalogue import queries as catalogue
from web.entry.demo.authority import staff_actor

THEORY, SKILL = ("theory",), ("skill", "review")
ROOMS = {
    "350001": (
        RoomFacts("理论一号机房", "鹭州市演示区凤凰木路 1 号实训楼 3 层", 30, 6, THEORY),
        RoomFacts("理论二号机房", "鹭州市演示区凤凰木路 1 号实训楼 3 层", 40, 8, THEORY),
        RoomFacts("化工技能实训室", "鹭州市演示区凤凰木路 1 号实训楼 1 层", 20, 5, SKILL),
        RoomFacts("数据标注实训室", "鹭州市演示区凤凰木路 1 号实训楼 2 层", 30, 6, SKILL),
    ),
    "350002": (
        RoomFacts("商贸理论机房", "鹭州市演示区听潮路 2 号教学楼 2 层", 40, 8, THEORY),
        RoomFacts("商贸技能实训室", "鹭州市演示区听潮路 2 号教学楼 4 层", 30, 6, SKILL),
    ),
}


def seed_arrange(tenant: UUID, tell: Callable[[str], None]) -> None:
    """Theory machine rooms and skill workshops, entered by the arranger."""
    added = 0
    with work(tenant) as session:
        known = {(institution.code, row.name) for row, institution in queries.rooms(session, active=False)}
        arranger = staff_actor(session, "arranger")
        for institution in catalogue.institutions(session):
            for facts in ROOMS.get(institution.code, ()):
                if (institution.code, facts.name) not in known:
                    service.add_room(session, arranger, institution.id, facts)
                    added += 1
    if added:
        tell(f"已登记 {added} 个考场")
