"""The embedded PostgreSQL comes back after any crash, with what was committed."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import psycopg
import pytest
import redis

from engine.platform.embedded import discard, places, postgres, valkey
from engine.platform.embedded.process import port_is_free


@pytest.fixture
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="certflow-test-") as name:
        yield Path(name)
        discard(Path(name))


def _write(server: postgres.Server, value: int) -> None:
    with psycopg.connect(server.owner_url) as connection:
        connection.execute("create table if not exists kept (value int)")
        connection.execute("insert into kept values (%s)", (value,))


def _read(server: postgres.Server) -> list[int]:
    with psycopg.connect(server.owner_url) as connection:
        return [row[0] for row in connection.execute("select value from kept order by value")]


def test_the_three_roles_are_no_superusers(folder: Path) -> None:
    server = postgres.start(folder)
    try:
        for url in (server.owner_url, server.app_url, server.system_url):
            with psycopg.connect(url) as connection:
                row = connection.execute(
                    "select rolsuper or rolbypassrls or rolcreatedb or rolcreaterole from pg_roles"
                    " where rolname = current_user"
                ).fetchone()
            assert row == (False,)
        with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
            psycopg.connect(server.app_url.replace(server.passwords["certflow_app"], "wrong"))
    finally:
        server.stop()
    assert port_is_free(server.port)


def test_what_was_committed_survives_the_end_of_every_process(folder: Path) -> None:
    server = postgres.start(folder)
    _write(server, 1)
    children = psutil.Process(server.pid).children()
    for process in (psutil.Process(server.pid), *children):
        with suppress(psutil.NoSuchProcess):  # children follow their postmaster by themselves
            process.kill()
    server.process.wait()
    again = postgres.start(folder)
    try:
        assert _read(again) == [1]
        assert again.port == server.port
    finally:
        again.stop()


def test_a_killed_postmaster_whose_backends_linger_is_waited_for(folder: Path) -> None:
    server = postgres.start(folder)
    _write(server, 1)
    lingering = psycopg.connect(server.owner_url)
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait()
    again = postgres.start(folder)
    try:
        assert _read(again) == [1]
    finally:
        again.stop()
        lingering.close()


def test_a_lock_file_with_a_pid_that_belongs_to_someone_else_is_cleared(folder: Path) -> None:
    server = postgres.start(folder)
    _write(server, 1)
    os.kill(server.pid, signal.SIGKILL)
    server.process.wait()
    lock = places.home(folder).data("postgres") / "postmaster.pid"
    lines = lock.read_text().splitlines()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    again = postgres.start(folder)
    try:
        assert _read(again) == [1]
    finally:
        again.stop()


def test_an_orphan_is_stopped_before_the_next_start(folder: Path) -> None:
    first = postgres.start(folder)
    _write(first, 1)
    second = postgres.start(folder)
    try:
        assert first.process.wait(timeout=5) == 0
        assert _read(second) == [1]
    finally:
        second.stop()


def test_no_server_outlives_a_killed_parent(folder: Path) -> None:
    start = (
        "import sys, time; from pathlib import Path; from engine.platform.embedded import postgres, valkey;"
        "print(postgres.start(Path(sys.argv[1])).pid, valkey.start(Path(sys.argv[1])).pid, flush=True); time.sleep(60)"
    )
    root = Path(__file__).parents[4]
    parent = subprocess.Popen([sys.executable, "-c", start, folder], cwd=root, stdout=subprocess.PIPE, text=True)
    assert parent.stdout
    servers = [psutil.Process(int(pid)) for pid in parent.stdout.readline().split()]
    assert len(servers) == 2
    parent.kill()
    parent.communicate()
    _gone, alive = psutil.wait_procs(servers, timeout=10)
    assert not alive


def test_no_folder_that_we_did_not_create_changes_its_permissions(folder: Path) -> None:
    inside = folder / "private" / "data"
    inside.parent.mkdir(mode=0o700)
    before = [(path, path.stat().st_mode, path.stat().st_uid) for path in (folder, inside.parent, *folder.parents)]
    server = postgres.start(inside)
    server.stop()
    assert before == [(path, path.stat().st_mode, path.stat().st_uid) for path, *_ in before]
    discard(inside)


def test_valkey_wants_its_password_and_returns_on_its_port(folder: Path) -> None:
    server = valkey.start(folder)
    server.process.kill()
    server.process.wait()
    again = valkey.start(folder)
    try:
        assert again.url == server.url
        with redis.Redis.from_url(again.url) as client:
            assert client.ping()
        with (
            redis.Redis(port=again.port) as stranger,
            pytest.raises(redis.AuthenticationError),
        ):
            stranger.ping()
    finally:
        again.stop()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root's servers live outside their data folder")
def test_data_of_a_vanished_temporary_folder_are_swept(folder: Path) -> None:
    gone, kept = folder / "gone", folder / "kept"
    left, stays = places.home(gone).folder, places.home(kept).folder
    shutil.rmtree(gone)
    places.home(folder / "new")
    assert not left.exists()
    assert stays.exists()
    discard(kept)
    discard(folder / "new")
