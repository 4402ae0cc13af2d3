"""A command in another window finds the demo, or says in a sentence that there is none."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from tests.support.installation import Demo, environment
from web.entry.cli import app
from web.entry.installation import ROOT


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """A shell that was told nothing."""
    before = dict(os.environ)
    for name in ("DATABASE_URL", "DATABASE_OWNER_URL", "DATABASE_SYSTEM_URL", "CERTFLOW_DATA"):
        monkeypatch.delenv(name, raising=False)
    yield monkeypatch
    os.environ.clear()
    os.environ.update(before)


def test_without_settings_and_demo_a_command_says_so(elsewhere: pytest.MonkeyPatch, tmp_path: Path) -> None:
    elsewhere.chdir(tmp_path)
    for command in (["audit", "verify"], ["migrate"], ["deploy"]):
        result = CliRunner().invoke(app, command)
        assert result.exit_code == 1
        assert "没有找到设置" in result.output
    assert list(tmp_path.iterdir()) == []


def _verify(demo: Demo) -> tuple[int, bool]:
    """Exit code of `certflow audit verify` in a shell that knows only the folder, and whether it calls it whole."""
    done = subprocess.run(
        [sys.executable, "-m", "web.entry.cli", "audit", "verify"],
        cwd=ROOT,
        env=environment() | {"CERTFLOW_DATA": str(demo.folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, "完好" in done.stderr


@pytest.mark.timeout(300)
def test_the_chain_of_a_running_demo_is_verified_from_another_window() -> None:
    with tempfile.TemporaryDirectory(prefix="certflow-test-") as folder:
        demo = Demo(Path(folder) / "data")
        try:
            demo.start()
            assert _verify(demo) == (0, True)
        finally:
            demo.discard()
