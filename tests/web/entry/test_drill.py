"""The drill: everything is lost, the backup is restored, people sign in again; timed (R7.4)."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pytest

from tests.support.installation import Demo, environment
from web.entry.demo.staff import PASSWORD
from web.entry.installation import ROOT
from web.entry.story.client import Browser
from web.entry.story.people import Staff, code_sent_to

pytestmark = pytest.mark.timeout(300)
PASSPHRASE = "correct horse battery staple"
COUNTS = "select (select count(*) from person) * 1000 + (select count(*) from role_grant)"


def _certflow(demo: Demo, *arguments: str) -> subprocess.CompletedProcess[str]:
    told = environment() | {"CERTFLOW_BACKUP_PASSPHRASE": PASSPHRASE, "CERTFLOW_DATA": str(demo.folder)}
    command = [sys.executable, "-m", "web.entry.cli", *arguments]
    return subprocess.run(command, cwd=ROOT, env=told, capture_output=True, text=True, timeout=120, check=False)


def test_a_lost_installation_is_back_within_minutes() -> None:
    with tempfile.TemporaryDirectory(prefix="certflow-test-") as folder:
        demo, kept = Demo(Path(folder) / "data"), Path(folder) / "whole.backup"
        lost = Demo(Path(folder) / "new", port=demo.port)
        try:
            demo.start()
            browser = Browser(demo.address)
            form = browser.get("/register").form("/register", field="agree")
            page = form.submit({"phone": "19900009301", "agree": True}).ok()
            page.form(field="code").submit({"code": code_sent_to(browser, "19900009301")}).ok()
            browser.close()
            before = demo.count(COUNTS)
            made = _certflow(demo, "backup", str(kept), "--with-secrets")
            assert made.returncode == 0, made.stderr
            demo.discard()

            began = time.monotonic()
            half = Path(folder) / "half.backup"
            half.write_bytes(kept.read_bytes()[:-2000])
            assert "损坏" in _certflow(lost, "restore", str(half), "--with-secrets").stderr
            done = _certflow(lost, "restore", str(kept), "--with-secrets")
            assert done.returncode == 0, done.stderr
            again = _certflow(lost, "restore", str(kept), "--with-secrets")
            assert (again.returncode, "--replace" in again.stderr) == (1, True)
            lost.start()
            seconds = time.monotonic() - began
            assert lost.count(COUNTS) == before
            assert _certflow(lost, "audit", "verify").returncode == 0
            operator = Browser(lost.address)
            Staff(operator, "operator", PASSWORD).open("/ops")
            operator.close()
            sys.stdout.write(f"{done.stderr}\nrestored and running after {seconds:.1f} s\n")
            assert seconds < 300
        finally:
            demo.discard()
            lost.discard()
