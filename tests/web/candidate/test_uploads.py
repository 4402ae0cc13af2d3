"""Uploads in parts: broken off and gone on with, judged like any other, bounded, and one's own."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import httpx
import pillow_heif
import pytest
from fastapi import FastAPI
from PIL import Image
from sqlalchemy import func, select, update

from engine.platform import clock
from engine.platform.database import work
from engine.platform.files import PartialFile, partial
from engine.platform.files.models import FilePart
from processes.apply import queries
from processes.plans.models import Plan
from tests.processes.apply.builders import picture
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.visitor import values_on


@pytest.fixture
def phone(app: FastAPI, tenant: UUID, plan: Plan) -> Applicant:
    """At the step of the materials."""
    visitor = applicant(app, tenant)
    visitor.walk(tenant, plan, until="materials")
    return visitor


def announce(phone: Applicant, data: bytes, kind: str = "id_front", **known: str) -> httpx.Response:
    about = {
        "target": f"draft:{phone.path.rpartition('/')[2]}",
        "kind": kind,
        "filename": f"{kind}.jpg",
        "size": str(len(data)),
        "mark": "1700000000000",
    }
    return phone.post("/my/uploads", about | known, Accept="application/json")


def send(phone: Applicant, at: dict[str, Any], data: bytes, start: int, end: int) -> httpx.Response:
    return phone.send_raw(f"{at['address']}/parts?start={start}", data[start:end], "application/octet-stream")


def send_all(phone: Applicant, data: bytes, kind: str = "id_front", **known: str) -> httpx.Response:
    at = announce(phone, data, kind, **known).json()
    for start in range(at["received"], len(data), at["part"]):
        assert send(phone, at, data, start, start + at["part"]).status_code == 200
    return phone.post(f"{at['address']}/finish", {}, **{"HX-Request": "true"})


def staged(phone: Applicant, tenant: UUID) -> list[str]:
    with work(tenant) as session:
        return [row.kind for row in queries.staged(session, phone.application(tenant).id)]


def left_behind(tenant: UUID) -> tuple[int, int]:
    with work(tenant) as session:
        files, parts = (session.scalar(select(func.count()).select_from(each)) for each in (PartialFile, FilePart))
        return files or 0, parts or 0


def heic(width: int = 900, height: int = 1200) -> bytes:
    out = BytesIO()
    pillow_heif.from_pillow(Image.effect_noise((width, height), 60).convert("RGB")).save(out)
    return out.getvalue()


def test_a_broken_upload_goes_on_without_choosing_again(phone: Applicant, tenant: UUID) -> None:
    data = heic()
    at = announce(phone, data, filename="IMG_0001.HEIC").json()
    assert (at["received"], send(phone, at, data, 0, 20_000).json()["received"]) == (0, 20_000)
    again = announce(phone, data, filename="IMG_0001.HEIC").json()
    assert (again["address"], again["received"]) == (at["address"], 20_000)
    assert phone.get(at["address"]).json()["received"] == 20_000
    row = send_all(phone, data, filename="IMG_0001.HEIC")
    assert row.status_code == 200
    assert "IMG_0001.HEIC" in row.text
    assert "已完成 1 / " in row.text
    assert staged(phone, tenant) == ["id_front"]
    assert left_behind(tenant) == (0, 0)


def test_a_part_sent_twice_counts_once_and_a_gap_is_refused(phone: Applicant) -> None:
    data = picture()
    at = announce(phone, data).json()
    for _ in range(2):
        assert send(phone, at, data, 0, 1000).json()["received"] == 1000
    gap = send(phone, at, data, 2000, 3000)
    assert (gap.status_code, "已收到 1000 字节" in gap.text) == (409, True)
    early = phone.post(f"{at['address']}/finish", {})
    assert early.status_code == 409


@pytest.mark.parametrize(
    ("data", "kind", "status", "says"),
    [
        (b"MZ a program", "id_front", 422, "文件应为图片"),
        (picture()[:400], "id_front", 422, "文件已损坏或不完整"),
        (picture(200, 300), "portrait", 422, "证件照应不小于 295×413 像素"),
        (picture(900, 600), "portrait", 422, "证件照应为竖版"),
        (b"%PDF-1.7\nno end", "id_back", 422, "文件已损坏或不完整"),
    ],
)
def test_a_bad_file_is_told_in_its_row(
    phone: Applicant, tenant: UUID, data: bytes, kind: str, status: int, says: str
) -> None:
    answer = send_all(phone, data, kind)
    assert answer.status_code == status
    assert says in answer.text
    assert f'id="row-{kind}"' in answer.text
    assert f'id="f-{kind}-error"' in answer.text
    assert (staged(phone, tenant), left_behind(tenant)) == ([], (0, 0))


def test_too_large_and_empty_are_told_before_anything_is_sent(phone: Applicant, tenant: UUID) -> None:
    large = announce(phone, b"", size=str(10 * 1024 * 1024 + 1))
    assert (large.status_code, "文件应不超过 10 MB" in large.json()["message"]) == (413, True)
    empty = announce(phone, b"")
    assert (empty.status_code, "文件是空的" in empty.json()["message"]) == (422, True)
    assert announce(phone, b"", size="lots").status_code == 422
    assert left_behind(tenant) == (0, 0)


def test_no_more_is_taken_than_was_announced(phone: Applicant, tenant: UUID) -> None:
    data = picture()
    at = announce(phone, data).json()
    assert send(phone, at, data + b"more", 0, len(data) + 4).status_code == 413
    whole = b"0" * (partial.PART + 1)
    assert phone.send_raw(f"{at['address']}/parts?start=0", whole, "application/octet-stream").status_code == 413
    assert left_behind(tenant) == (1, 0)


def test_a_person_has_a_dozen_uploads_at_most(phone: Applicant, tenant: UUID, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(partial, "MOST_OPEN", 1)
    assert announce(phone, picture()).status_code == 200
    assert announce(phone, picture(), "id_back").status_code == 429
    other = announce(phone, picture(700, 900), mark="another file")
    assert other.json()["received"] == 0
    assert left_behind(tenant)[0] == 1


def test_uploads_are_ones_own(app: FastAPI, phone: Applicant, tenant: UUID) -> None:
    data = picture()
    at = announce(phone, data).json()
    stranger = applicant(app, tenant, "19900000309")
    stranger.path = phone.path
    assert announce(stranger, data).status_code == 403
    assert stranger.get(at["address"]).status_code == 404
    assert send(stranger, at, data, 0, 10).status_code == 404
    assert stranger.post(f"{at['address']}/finish", {}).status_code == 404


def test_only_what_is_asked_for_can_be_sent(phone: Applicant) -> None:
    assert announce(phone, picture(), "title_certificate").status_code == 422
    assert announce(phone, picture(), target="draft:nobody").status_code == 404
    assert announce(phone, picture(), target="elsewhere:x").status_code == 404
    assert announce(phone, picture(), target=f"correction:{phone.path.rpartition('/')[2]}").status_code == 422


def test_what_nobody_goes_on_with_is_forgotten(phone: Applicant, tenant: UUID) -> None:
    data = picture()
    at = announce(phone, data).json()
    send(phone, at, data, 0, 1000)
    assert partial.forget_expired() == 0
    with work(tenant) as session:
        session.execute(update(PartialFile).values(expires_at=clock.now() - timedelta(seconds=1)))
    assert phone.get(at["address"]).status_code == 404
    assert partial.forget_expired() == 1
    assert left_behind(tenant) == (0, 0)


def test_a_file_sent_from_another_device_is_not_replaced_unseen(app: FastAPI, phone: Applicant, tenant: UUID) -> None:
    tablet = applicant(app, tenant)
    tablet.path = phone.path
    old = values_on(phone.get(f"{phone.path}/materials").text)
    tablet.upload(f"{phone.path}/materials", id_front=picture(700, 900))
    at = announce(phone, picture()).json()
    send(phone, at, picture(), 0, len(picture()))
    answer = phone.post(f"{at['address']}/finish", {"seen.id_front": old["seen.id_front"]})
    assert (answer.status_code, "另一台设备刚上传了“id_front.jpg”" in answer.text) == (409, True)
    assert phone.post(f"{phone.path}/materials", old | {"remove": "id_front"}).status_code == 409
    assert staged(phone, tenant) == ["id_front"]
    new = values_on(phone.get(f"{phone.path}/materials").text)
    assert phone.post(f"{phone.path}/materials", new | {"remove": "id_front"}).status_code == 303


def test_what_was_uploaded_is_seen_small(app: FastAPI, phone: Applicant, tenant: UUID) -> None:
    phone.upload(f"{phone.path}/materials", id_front=picture(2000, 1200))
    page = phone.get(f"{phone.path}/materials").text
    with work(tenant) as session:
        file_id = queries.staged(session, phone.application(tenant).id)[0].file_id
    assert f'src="/my/files/{file_id}/thumb"' in page
    small = phone.get(f"/my/files/{file_id}/thumb")
    with Image.open(BytesIO(small.content)) as image:
        assert image.size == (176, 106)
    assert applicant(app, tenant, "19900000309").get(f"/my/files/{file_id}/thumb").status_code == 404


def test_every_row_offers_the_camera(phone: Applicant) -> None:
    page = phone.get(f"{phone.path}/materials").text
    assert 'data-camera="environment" data-camera-for="f-id_front"' in page
    assert 'data-camera="user" data-camera-for="f-portrait"' in page
    assert 'name="portrait" accept="image/*,.heic,.heif"' in page
    assert 'name="id_front" accept="image/*,.heic,.heif,.pdf"' in page
