"""The portrait on its way to 295 × 413: what the server proposes, moving the frame without script, what is refused."""

from io import BytesIO
from uuid import UUID

import pytest
from fastapi import FastAPI
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from engine.platform import files
from engine.platform.database import work
from processes.apply import portrait, queries
from processes.apply.models import Material
from processes.apply.portrait import HEIGHT, WIDTH, Crop
from processes.plans.models import Plan
from tests.processes.apply.builders import picture
from tests.web.candidate.applicant import Applicant, applicant
from tests.web.visitor import values_on

sides = st.integers(1, 3000)


@given(sides, sides, st.integers(-50, 300), st.integers(-50, 300), st.integers(0, 900))
def test_the_frame_never_leaves_the_picture(width: int, height: int, x: int, y: int, zoom: int) -> None:
    left, top, right, bottom = portrait.window(width, height, Crop(x, y, zoom))
    assert 0 <= left < right <= width
    assert 0 <= top < bottom <= height


@given(st.integers(WIDTH, 3000), st.integers(HEIGHT, 3000))
def test_nobody_comes_closer_than_the_pixels_allow(width: int, height: int) -> None:
    closest = Crop(50, 50, portrait.most_zoom(width, height))
    left, top, right, bottom = portrait.window(width, height, closest)
    assert right - left >= WIDTH - 1
    assert bottom - top >= HEIGHT - 1


def halves() -> bytes:
    """A tall picture, red above and blue below."""
    image = Image.new("RGB", (600, 1600), "#d01010")
    image.paste("#1010d0", (0, 800, 600, 1600))
    out = BytesIO()
    image.save(out, "JPEG", quality=95)
    return out.getvalue()


@pytest.fixture
def phone(app: FastAPI, tenant: UUID, plan: Plan) -> Applicant:
    visitor = applicant(app, tenant)
    visitor.walk(tenant, plan, until="materials")
    return visitor


def the_portrait(phone: Applicant, tenant: UUID) -> tuple[Material, Image.Image]:
    with work(tenant) as session:
        rows = queries.staged(session, phone.application(tenant).id)
        row = next(row for row in rows if row.kind == "portrait")
        return row, Image.open(BytesIO(files.open_bytes(queries.file_of(session, row))))


def papers(phone: Applicant, tenant: UUID) -> dict[str, bytes]:
    with work(tenant):
        kinds = [kind.code for kind in queries.needed(phone.application(tenant))]
    return dict.fromkeys((kind for kind in kinds if kind != "portrait"), picture())


def test_a_portrait_that_was_cut_is_shown_before_it_counts(phone: Applicant, tenant: UUID) -> None:
    answer = phone.upload(f"{phone.path}/materials", portrait=halves(), **papers(phone, tenant))
    assert answer.headers["location"] == f"{phone.path}/portrait"
    page = phone.get(f"{phone.path}/portrait").text
    assert "裁剪证件照" in page
    assert 'name="y"' in page
    moved = phone.post(f"{phone.path}/portrait", values_on(page) | {"y": "100"})
    assert moved.headers["location"].endswith("/check")
    row, image = the_portrait(phone, tenant)
    assert image.size == (295, 413)
    red, _, blue = image.convert("RGB").crop((150, 200, 151, 201)).tobytes()
    assert blue > 200 > red
    assert row.crop == {"x": 50, "y": 100, "zoom": 100, "confirmed": True}


def test_a_portrait_in_shape_asks_nothing(phone: Applicant, tenant: UUID) -> None:
    answer = phone.upload(f"{phone.path}/materials", portrait=picture(600, 840), **papers(phone, tenant))
    assert answer.headers["location"].endswith("/check")


def test_the_frame_is_moved_without_script(phone: Applicant, tenant: UUID) -> None:
    phone.upload(f"{phone.path}/materials", portrait=halves())
    assert f'href="{phone.path}/portrait"' in phone.get(f"{phone.path}/materials").text
    seen = phone.get(f"{phone.path}/portrait?x=50&y=90&zoom=100").text
    assert "portrait.jpg?x=50&amp;y=90&amp;zoom=100" in seen
    shown = phone.get(f"{phone.path}/portrait.jpg?x=50&y=90&zoom=100")
    with Image.open(BytesIO(shown.content)) as image:
        assert image.size == (295, 413)
    assert the_portrait(phone, tenant)[0].crop == {"x": 50, "y": 20, "zoom": 100, "confirmed": False}
    back = phone.post(f"{phone.path}/portrait", values_on(seen))
    assert back.headers["location"].endswith("/materials")
    strange = phone.post(f"{phone.path}/portrait", {"x": "-7", "y": "99999", "zoom": "1e9"})
    assert strange.status_code == 303
    assert the_portrait(phone, tenant)[0].crop == {"x": 50, "y": 20, "zoom": 100, "confirmed": True}


def test_the_frame_of_a_portrait_replaced_elsewhere_stays(phone: Applicant, tenant: UUID) -> None:
    phone.upload(f"{phone.path}/materials", portrait=halves())
    page = values_on(phone.get(f"{phone.path}/portrait").text)
    phone.upload(f"{phone.path}/materials", portrait=picture(700, 1100))
    answer = phone.post(f"{phone.path}/portrait", page)
    assert (answer.status_code, "另一台设备刚上传了" in answer.text) == (409, True)


def test_frames_are_ones_own(app: FastAPI, phone: Applicant, tenant: UUID) -> None:
    assert phone.get(f"{phone.path}/portrait").headers["location"].endswith("/materials")
    assert phone.get(f"{phone.path}/portrait.jpg").status_code == 404
    phone.upload(f"{phone.path}/materials", portrait=halves())
    source = the_portrait(phone, tenant)[0].source_file_id
    stranger = applicant(app, tenant, "19900000309")
    assert phone.get(f"/my/files/{source}").status_code == 200
    for path in (f"{phone.path}/portrait", f"{phone.path}/portrait.jpg"):
        assert stranger.get(path).status_code == 403
    assert stranger.get(f"/my/files/{source}").status_code == 404
    assert stranger.post(f"{phone.path}/portrait", {"x": "1"}).status_code == 403
