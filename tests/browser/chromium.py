"""The browser of the journeys: Debian's Chromium, or the one that CHROMIUM names."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

PROGRAM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))


def is_there() -> bool:
    return PROGRAM.exists()


@contextmanager
def browser() -> Iterator[Browser]:
    """A headless Chromium; as root it can't have its sandbox."""
    sandbox = [] if os.geteuid() else ["--no-sandbox"]
    with sync_playwright() as play:
        opened = play.chromium.launch(
            executable_path=PROGRAM, args=[*sandbox, "--lang=zh-CN", "--disable-dev-shm-usage"]
        )
        try:
            yield opened
        finally:
            opened.close()
