"""机房准备: the client as it is handed out and run, machines registered and tested, other institutions shut out."""

import os
import re
import subprocess
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI

from engine.platform.audit.queries import events_for
from engine.platform.database import work
from engine.platform.settings import settings
from processes.sit import machines
from processes.sit.machines import VERSION, Report, problems
from tests.processes.plans.builders import make_institution
from tests.support.database import Database
from tests.web.visitor import Visitor, app_of, staff
from web.examroom import routes

LIST = "/invigilate/machines"
GOOD = {
    "width": "1920", "height": "1080", "storage": "1", "crypto": "1", "fullscreen": "1",
    "skew_ms": "120", "delay_ms": "15", "asked": "8", "lost": "0",
}  # fmt: skip


@pytest.fixture
def app() -> FastAPI:
    return app_of(routes.router)


@pytest.fixture
def tenant(committed_database: Database) -> UUID:
    return committed_database.tenant_id


@pytest.fixture
def institution(tenant: UUID) -> str:
    with work(tenant) as session:
        return str(make_institution(session).id)


@pytest.fixture
def keeper(app: FastAPI, tenant: UUID, institution: str) -> Visitor:
    return staff(app, tenant, "机房老师", f"institution:{institution}:invigilator")


def registered(keeper: Visitor, institution: str, name: str = "05") -> tuple[str, str]:
    """The machine's page and its code."""
    done = keeper.post(LIST, {"institution_id": institution, "room": "3 号机房", "name": name})
    assert done.status_code == 303, done.text
    where = str(done.headers["location"])
    code = re.search(r"register ([A-Z0-9]{10})", keeper.get(where).text)
    assert code
    return where, code[1]


def machine_browser(app: FastAPI, *, version: str = VERSION, code: str = "") -> Visitor:
    """A browser that the client has opened."""
    browser = Visitor(app)
    answer = browser.get(f"/exam/kiosk?version={version}&code={code}")
    assert answer.status_code == 303
    browser.cookies.set("certflow_kiosk", version)
    return browser


def test_a_machine_is_registered_tested_and_ready(app: FastAPI, keeper: Visitor, institution: str) -> None:
    assert "还没有登记机器" in keeper.get(LIST).text
    where, code = registered(keeper, institution)
    assert "待检测" in keeper.get(where).text
    landed = Visitor(app).get(f"/exam/kiosk?version={VERSION}&code={code}")
    assert landed.headers["location"] == f"/exam/machine/{code}"
    browser = machine_browser(app, code=code)
    assert "正在检测" in browser.get(f"/exam/machine/{code}").text
    assert "可以考试" in browser.post(f"/exam/machine/{code}", GOOD).text
    shown = keeper.get(where).text
    assert "1920×1080" in shown
    assert "120 毫秒" in shown
    assert "可以考试 1 台，共 1 台" in keeper.get(LIST).text


def test_what_is_wrong_with_a_machine_is_told_there_and_at_the_desk(
    app: FastAPI, keeper: Visitor, institution: str
) -> None:
    where, code = registered(keeper, institution)
    bad = GOOD | {"width": "800", "skew_ms": "-95000", "lost": "3", "storage": "0"}
    said = Visitor(app).post(f"/exam/machine/{code}", bad).text
    for sentence in (
        "没有从客户端打开",
        "屏幕只有 800×1080",
        "本机时钟慢 95 秒",
        "8 次请求有 3 次没有应答",
        "不能在本机保存",
    ):
        assert sentence in said
        assert sentence in keeper.get(where).text
    assert "5 处不合要求" in keeper.get(LIST).text


@pytest.mark.parametrize("change", [{"width": "x"}, {"skew_ms": "9" * 30}, {"lost": ""}, {"asked": "-１"}])
def test_a_report_no_browser_would_make_is_refused(
    app: FastAPI, keeper: Visitor, institution: str, change: dict[str, str]
) -> None:
    where, code = registered(keeper, institution)
    assert Visitor(app).post(f"/exam/machine/{code}", GOOD | change).status_code == 422
    assert "待检测" in keeper.get(where).text


def test_names_are_checked_and_the_page_keeps_them(keeper: Visitor, institution: str) -> None:
    registered(keeper, institution)
    twice = keeper.post(LIST, {"institution_id": institution, "room": "3 号机房", "name": "05"})
    assert twice.status_code == 422
    assert "已有编号为 05 的机器" in twice.text
    assert 'value="3 号机房"' in twice.text
    assert keeper.post(LIST, {"institution_id": institution, "room": "", "name": "06"}).status_code == 422


def test_another_institution_neither_sees_nor_registers(
    app: FastAPI, tenant: UUID, keeper: Visitor, institution: str
) -> None:
    where, code = registered(keeper, institution)
    with work(tenant) as session:
        elsewhere = make_institution(session, "别的学院", "000202").id
    other = staff(app, tenant, "别处", f"institution:{elsewhere}:lead")
    assert other.get(where).status_code == 404
    assert other.post(f"{where}/retire").status_code == 404
    assert other.post(LIST, {"institution_id": institution, "room": "一", "name": "1"}).status_code == 404
    assert "3 号机房" not in other.get(LIST).text
    assert staff(app, tenant, "kong", "authority:finance").get(LIST).status_code == 403
    assert keeper.post(f"{where}/retire").status_code == 303
    assert Visitor(app).get(f"/exam/machine/{code}").status_code == 404
    assert Visitor(app).get("/exam/machine/AAAAAAAAAA").status_code == 404
    with work(tenant) as session:
        trail = [event.row.action for event in events_for(session, subjects=[UUID(where.rsplit("/", 1)[1])])]
    assert trail == ["machine.registered", "machine.retired"]


def test_a_clock_within_two_seconds_will_do() -> None:
    report = Report(VERSION, "Chromium", 1024, 700, True, True, True, 2_000, 800, 8, 0)
    assert problems(report) == []


def test_the_house_tells_its_version_and_its_time(app: FastAPI, tenant: UUID) -> None:
    assert Visitor(app).get("/exam/kiosk/version").text == VERSION
    told = Visitor(app).get("/exam/kiosk/time")
    assert told.json()["now_ms"] > 1_700_000_000_000
    assert told.headers["cache-control"] == "no-store"


@pytest.fixture
def script(keeper: Visitor, tmp_path: Path) -> Path:
    """The Linux client as downloaded, beside a browser and a curl that write down how they were called."""
    answer = keeper.get(f"{LIST}/client/linux")
    assert "certflow-kiosk.sh" in answer.headers["content-disposition"]
    file = tmp_path / "certflow-kiosk.sh"
    file.write_bytes(answer.content)
    (tmp_path / "chromium").write_text(f'#!/bin/sh\nprintf "%s\\n" "$@" >"{tmp_path}/called"\n')
    (tmp_path / "curl").write_text(f'#!/bin/sh\n[ -f "{tmp_path}/answer" ] || exit 7\ncat "{tmp_path}/answer"\n')
    for name in ("chromium", "curl"):
        (tmp_path / name).chmod(0o755)
    return file


def run(script: Path, *words: str) -> subprocess.CompletedProcess[str]:
    folder = script.parent
    known = {"PATH": f"{folder}:{os.environ['PATH']}", "HOME": str(folder)}
    return subprocess.run(["/bin/sh", str(script), *words], env=known, capture_output=True, text=True, check=False)


def test_the_client_starts_a_browser_in_kiosk_mode(script: Path) -> None:
    (script.parent / "answer").write_text(VERSION)
    assert run(script).returncode == 0
    called = (script.parent / "called").read_text().splitlines()
    assert "--kiosk" in called
    assert called[-1] == f"{settings().base_url.rstrip('/')}/exam/kiosk?version={VERSION}"
    assert run(script, "register", "7K3QXPM2TA").returncode == 0
    assert (script.parent / "called").read_text().splitlines()[-1].endswith("&code=7K3QXPM2TA")


def test_an_old_client_and_one_without_network_open_nothing(script: Path) -> None:
    silent = run(script)
    assert silent.returncode == 3
    assert "连不上" in silent.stderr
    (script.parent / "answer").write_text("99.0")
    old = run(script)
    assert old.returncode == 4
    assert "服务器要求 99.0" in old.stderr
    assert run(script, "register", "x; rm -rf /").returncode == 1
    assert not (script.parent / "called").exists()


def test_the_client_installs_itself_for_the_next_sign_in(script: Path) -> None:
    assert run(script, "install").returncode == 0
    entry = (script.parent / ".config/autostart/certflow-kiosk.desktop").read_text()
    assert "Type=Application" in entry
    assert (script.parent / ".local/share/certflow-kiosk/certflow-kiosk.sh").exists()


def test_the_windows_client_holds_the_same_address_and_version(keeper: Visitor) -> None:
    text = keeper.get(f"{LIST}/client/windows").content.decode("utf-8-sig")
    assert f"$Server = '{settings().base_url.rstrip('/')}'" in text
    assert f"$Version = '{VERSION}'" in text
    assert "\r\n" in text
    assert keeper.get(f"{LIST}/client/macos").status_code == 404


def test_a_code_is_long_and_hard_to_misread() -> None:
    assert len(machines.CODE_LETTERS) ** machines.CODE_LENGTH > 10**14
    assert not set("01IO") & set(machines.CODE_LETTERS)
