"""The installation that journeys visit: `certflow demo` as a process of its own, and what a visitor can learn of it."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx

from engine.platform.embedded.process import free_port

ROOT = Path(__file__).parents[2]
PATIENCE = 240.0


@dataclass(frozen=True)
class House:
    """`url` is where it answers, `read` the code that was last read for each phone."""

    url: str
    read: dict[str, str] = field(default_factory=dict)

    def sms_code(self, phone: str) -> str:
        """The six-digit code sent to the phone since the last one was read, from the simulator's page."""
        until = time.monotonic() + 30
        while time.monotonic() < until:
            page = httpx.get(f"{self.url}/simulators/sms", params={"phone": phone}, trust_env=False).text
            found = re.search(r"\b(\d{6})\b", re.sub(r"<[^>]+>", " ", page).split(phone, 1)[-1])
            if found and found[1] != self.read.get(phone):
                self.read[phone] = found[1]
                return found[1]
            time.sleep(0.3)
        raise AssertionError("no code arrived")


@contextmanager
def running_house(folder: Path) -> Iterator[House]:
    """Start the demo and wait until it answers; stop it with Ctrl-C's signal."""
    if address := os.environ.get("CERTFLOW_BROWSER_URL"):
        yield House(address)
        return
    port = free_port()
    command = [sys.executable, "-m", "web.entry.cli", "demo", "--data", str(folder / "data"), "--port", str(port)]
    log = folder / "demo.log"
    with log.open("wb") as out:
        demo = subprocess.Popen(command, cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, env=_environment())
        try:
            house = House(f"http://127.0.0.1:{port}")
            _wait(house, demo, log)
            yield house
        finally:
            demo.send_signal(signal.SIGINT)
            try:
                demo.wait(timeout=60)
            except subprocess.TimeoutExpired:
                demo.kill()
                demo.wait()


def _environment() -> dict[str, str]:
    """Ours without what points at another installation."""
    others = ("DATABASE_", "REDIS_URL", "CERTFLOW_")
    return {name: value for name, value in os.environ.items() if not name.startswith(others)}


def _wait(house: House, demo: "subprocess.Popen[bytes]", log: Path) -> None:
    """Until the demo has said that it is ready: the page answers earlier, while people are still being put in."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        said = log.read_text(encoding="utf-8", errors="replace")
        if demo.poll() is not None:
            raise AssertionError(f"the demo ended:\n{said[-4000:]}")
        if "匠程已就绪" in said:
            assert httpx.get(house.url + "/", trust_env=False).status_code == 200
            return
        time.sleep(0.3)
    raise AssertionError(f"the demo did not get ready:\n{log.read_text()[-4000:]}")
