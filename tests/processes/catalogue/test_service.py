from uuid import UUID

import pytest
from sqlalchemy.orm import Session

from engine.platform import audit
from engine.platform.people import Actor
from processes.catalogue import options, queries, service
from processes.catalogue.errors import NoSuchInstitution, NoSuchOccupation, WrongCreditCode, WrongOccupationCode


@pytest.fixture
def actor(tenant: UUID) -> Actor:
    return Actor.system(tenant)


def add_institution(session: Session, actor: Actor, **known: str) -> UUID:
    given = {"code": "350001", "name": "演示学院", "short_name": "演示", "address": "一号路", "phone": "1"} | known
    return service.add_institution(session, actor, **given).id


def test_setting_up_twice_changes_nothing(session: Session, actor: Actor) -> None:
    assert add_institution(session, actor) == add_institution(session, actor)
    first = service.add_occupation(session, actor, code="6-11-01-03", name="化工总控工")
    assert service.add_occupation(session, actor, code="6-11-01-03", name="化工总控工") is first
    institution = queries.institution(session, add_institution(session, actor))
    point = service.add_point(session, actor, institution, name="本部", address="一号路", phone="1")
    assert service.add_point(session, actor, institution, name="本部", address="一号路", phone="1") is point
    session.flush()
    assert [event.row.action for event in audit.events_for(session, subjects=[first.id])] == [
        "catalogue.occupation_added"
    ]


def test_codes_are_checked(session: Session, actor: Actor) -> None:
    with pytest.raises(WrongOccupationCode, match="6-11-1-3"):
        service.add_occupation(session, actor, code="6-11-1-3", name="化工总控工")
    with pytest.raises(WrongCreditCode):
        add_institution(session, actor, credit_code="91350200MA0000000A")


def test_what_is_not_there_is_refused(session: Session, tenant: UUID) -> None:
    with pytest.raises(NoSuchOccupation, match="1-01-01-01"):
        queries.occupation(session, "1-01-01-01")
    with pytest.raises(NoSuchInstitution):
        queries.institution(session, tenant)


def test_forms_get_their_lists_by_name(session: Session, actor: Actor) -> None:
    institution = queries.institution(session, add_institution(session, actor))
    service.add_point(session, actor, institution, name="本部", address="一号路", phone="1")
    lists = options.options_for(session, ["catalogue.sex", "catalogue.point", "catalogue.grade", "plan.other"])
    assert set(lists) == {"catalogue.sex", "catalogue.point", "catalogue.grade"}
    assert lists["catalogue.sex"][1].label == "男"
    assert lists["catalogue.point"][0].label == "本部（一号路）"
    with pytest.raises(LookupError):
        options.options_for(session, ["catalogue.nothing"])
