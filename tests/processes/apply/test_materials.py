"""Uploads of a draft and corrections, on a real PostgreSQL."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from engine.platform import files, throttle
from engine.platform.errors import InvalidForm
from engine.platform.people import Actor
from processes.apply import queries, service
from processes.apply.errors import (
    AlreadyHandedIn,
    MaterialNotWanted,
    PortraitNotUpright,
    PortraitTooSmall,
)
from processes.apply.models import Material
from processes.apply.rules.materials import KINDS
from processes.apply.service.materials import MOST_UPLOADS
from processes.plans.models import Plan
from tests.processes.apply.builders import make_application, picture


def test_missing_materials_are_named_one_by_one(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="materials")
    service.upload(session, actor, application, KINDS["id_front"], data=picture(), filename="正面.jpg")
    with pytest.raises(InvalidForm) as refused:
        service.finish(session, actor, application, "materials", {})
    said = {error.path: error.message for error in refused.value.errors}
    assert "id_front" not in said
    assert said["portrait"] == "请上传免冠证件照"


def test_a_new_file_takes_the_place_of_the_old_one(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="materials")
    kind = KINDS["id_front"]
    first = service.upload(session, actor, application, kind, data=picture(), filename="一.jpg").sha256
    second = service.upload(session, actor, application, kind, data=picture(700, 900), filename="二.jpg").sha256
    assert first != second
    assert [row.sha256 for row in queries.staged(session, application.id)] == [second]
    service.remove(session, actor, application, "id_front")
    service.remove(session, actor, application, "id_front")
    assert queries.staged(session, application.id) == []


def test_portraits_get_the_size_of_certificates(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="materials")
    row = service.upload(session, actor, application, KINDS["portrait"], data=picture(900, 1000), filename="照.jpg")
    stored = queries.file_of(session, row)
    assert (stored.width, stored.height) == (295, 413)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (picture(200, 300), PortraitTooSmall),
        (picture(900, 600), PortraitNotUpright),
        (b"", files.EmptyFile),
        (b"%PDF-1.7 not a picture", files.WrongKind),
        (picture()[:400], files.BrokenFile),
    ],
)
def test_bad_portraits_have_their_own_refusal(
    session: Session, plan: Plan, actor: Actor, data: bytes, refusal: type[Exception]
) -> None:
    application = make_application(session, actor, plan, until="materials")
    with pytest.raises(refusal):
        service.upload(session, actor, application, KINDS["portrait"], data=data, filename="照.jpg")
    assert queries.staged(session, application.id) == []


def test_only_what_is_asked_for_may_be_uploaded(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="materials")
    with pytest.raises(MaterialNotWanted):
        service.upload(session, actor, application, KINDS["title_certificate"], data=picture(), filename="x.jpg")


def test_what_was_corrected_in_another_window_is_not_corrected_again(
    session: Session, plan: Plan, actor: Actor
) -> None:
    application = make_application(session, actor, plan)
    faulted = queries.materials(session, application.id)[0]
    session.connection().execute(text("update material set replaced = true where id = :id"), {"id": faulted.id})
    with pytest.raises(AlreadyHandedIn):
        service.stage_correction(session, actor, application, faulted, data=picture(800, 900), filename="新.jpg")
    assert queries.staged(session, application.id) == []


def test_corrections_stand_beside_the_returned_file(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan)
    faulted = queries.materials(session, application.id)[0]
    new = service.stage_correction(session, actor, application, faulted, data=picture(800, 900), filename="新.jpg")
    assert queries.materials(session, application.id)[0] is faulted
    assert [row.id for row in service.hand_in_corrections(session, application)] == [new.id]
    current = queries.materials(session, application.id)
    assert current[0].id == new.id
    assert (new.round, new.replaces) == (2, faulted.id)
    assert session.get_one(Material, faulted.id).replaced


def test_nobody_fills_the_store_with_uploads(session: Session, plan: Plan, actor: Actor) -> None:
    application = make_application(session, actor, plan, until="materials")
    kind, small = KINDS["id_front"], picture(30, 40)
    for _ in range(MOST_UPLOADS[0]):
        service.upload(session, actor, application, kind, data=small, filename="一.jpg")
    with pytest.raises(throttle.TooMany, match="操作太频繁"):
        service.upload(session, actor, application, kind, data=small, filename="一.jpg")
