"""What dies is started again, with longer pauses; what is stopped stays stopped."""

import os
import signal
from collections.abc import Mapping
from pathlib import Path
from threading import Event, Timer

import psutil
import pytest

from engine.platform.embedded.process import Mark, spawn
from web.entry.installation import AlreadyRunning, Installation
from web.entry.supervisor import Part, Program, Supervisor, until_signalled


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "log"


def _sleeper(log: Path, seconds: str = "60") -> Program:
    return Program(spawn(["/bin/sleep", seconds], log=log, ending=signal.SIGTERM))


def _supervisor(part: Part, told: list[str], marks: list[Mapping[str, Mark]] | None = None) -> Supervisor:
    return Supervisor([part], (marks if marks is not None else []).append, lambda name, what: told.append(what))


def _watch(supervisor: Supervisor, *, seconds: float) -> None:
    """Watch here, as the kernel wants the starting thread to live; a clock beside it stops the watch."""
    Timer(seconds, supervisor.stopping.set).start()
    supervisor.watch()


def test_a_killed_program_is_started_again(log: Path) -> None:
    told: list[str] = []
    marks: list[Mapping[str, Mark]] = []
    part = Part("lamp", lambda: _sleeper(log))
    supervisor = _supervisor(part, told, marks)
    supervisor.start(part)
    assert part.running
    first = part.running.pid
    os.kill(first, signal.SIGKILL)
    _watch(supervisor, seconds=1.5)
    assert part.running
    assert part.running.pid != first
    assert part.running.alive()
    assert marks[-1]["lamp"].pid == part.running.pid
    supervisor.stop()
    assert part.running is None
    assert not psutil.pid_exists(marks[-1]["lamp"].pid)


def test_a_program_that_cannot_live_is_tried_ever_more_slowly(log: Path) -> None:
    told: list[str] = []
    part = Part("lamp", lambda: _sleeper(log, "0"))
    supervisor = _supervisor(part, told)
    supervisor.start(part)
    _watch(supervisor, seconds=4)
    supervisor.stop()
    assert 3 <= part.deaths <= 5
    assert told.count("已重新启动") <= 4


def test_a_start_that_fails_is_told_and_tried_again(log: Path) -> None:
    told: list[str] = []
    attempts: list[int] = []

    def start() -> Program:
        attempts.append(1)
        if len(attempts) == 2:
            raise RuntimeError("no room")
        return _sleeper(log)

    part = Part("lamp", start)
    supervisor = _supervisor(part, told)
    supervisor.start(part)
    assert part.running
    os.kill(part.running.pid, signal.SIGKILL)
    _watch(supervisor, seconds=3)
    supervisor.stop()
    assert told == ["意外退出，正在重新启动", "没有启动：no room", "已重新启动"]


def test_one_folder_has_one_supervisor(tmp_path: Path) -> None:
    first, second = Installation(tmp_path / "data", "http://127.0.0.1:8123"), Installation(tmp_path / "data")
    first.take()
    first.remember({})
    with pytest.raises(AlreadyRunning, match="8123"):
        second.take()
    first.let_go()
    second.take()
    second.let_go()


def test_orphans_are_known_by_pid_and_start_time(tmp_path: Path, log: Path) -> None:
    installation = Installation(tmp_path / "data")
    orphan, stranger = _sleeper(log), _sleeper(log)
    installation.remember(
        {
            "orphan": Mark(orphan.pid, psutil.Process(orphan.pid).create_time()),
            "stranger": Mark(stranger.pid, psutil.Process(stranger.pid).create_time() - 3600),
        }
    )
    assert installation.end_orphans() == 1
    assert not orphan.alive()
    assert stranger.alive()
    stranger.stop()


def test_secrets_are_made_once_and_private(tmp_path: Path) -> None:
    installation = Installation(tmp_path / "data")
    secrets = installation.secrets()
    assert Installation(tmp_path / "data").secrets() == secrets
    assert (installation.folder / "secrets.json").stat().st_mode & 0o777 == 0o600
    assert installation.folder.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("one", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_asks_to_stop_and_is_not_fatal(one: signal.Signals) -> None:
    stopping = Event()
    with until_signalled(stopping):
        os.kill(os.getpid(), one)
        os.kill(os.getpid(), one)
        assert stopping.wait(1)
