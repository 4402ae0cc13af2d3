"""The story as one run: a fresh installation, every part played, what came of it checked, one line of JSON."""

import json
import shutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from contextlib import nullcontext
from pathlib import Path
from threading import Event, Thread

from web.entry.cli.console import people as console
from web.entry.installation import Installation
from web.entry.start import start
from web.entry.story import checks, script
from web.entry.story.crash import Campaign
from web.entry.story.plot import Plot
from web.entry.supervisor import Supervisor, until_signalled


def run(candidates: int, data: Path | None, *, crash: int | None = None) -> int:
    """Play the story with so many candidates; returns the exit code. `data` is emptied first.

    `crash` is the seed of a campaign that kills parts of the installation meanwhile.
    """
    began = time.monotonic()
    folder = data or Path(tempfile.mkdtemp(prefix="certflow-story-"))
    installation = Installation(folder)
    installation.take()
    installation.empty()
    stopping = Event()
    result: dict[str, object] = {"ok": False, "candidates": candidates}
    try:
        with until_signalled(stopping):
            supervisor = start(installation, port=None, bare=True, stopping=stopping, tell=_tell)
            try:
                play = Thread(target=_play, args=(supervisor, installation.address, candidates, crash, result))
                play.start()
                supervisor.watch()
                play.join()
            finally:
                supervisor.stop()
    finally:
        installation.let_go()
        if data is None:
            installation.empty()
            shutil.rmtree(folder)
    result["seconds"] = round(time.monotonic() - began, 1)
    sys.stdout.write(json.dumps(result, ensure_ascii=False) + "\n")
    return 0 if result["ok"] else 1


def _play(supervisor: Supervisor, address: str, candidates: int, crash: int | None, result: dict[str, object]) -> None:
    """Runs beside the supervisor; fills `result` and asks to stop."""
    try:
        cast = script.parts(candidates)
        expected = script.expected(cast)
        campaign = Campaign(supervisor, address, crash, _tell) if crash is not None else None
        with campaign or nullcontext():
            plot = Plot(address, cast, _tell)
            plot.play()
        done = checks.all_checks(address, expected, script.books(cast)) | plot.moments()
        if campaign:
            done |= campaign.check()
            result |= campaign.report()
        ends = checks.ends()
        _report(expected, ends)
        result |= {"ok": all(done.values()), "certified": ends[script.CERTIFIED], "ends": dict(ends), "checks": done}
    except Exception as failure:
        traceback.print_exc()
        result["error"] = str(failure)[:500]
    finally:
        supervisor.stopping.set()


def _report(expected: Counter[str], found: Counter[str]) -> None:
    for end in sorted(expected | found):
        same = expected[end] == found[end]
        console.print(f"  [{'green' if same else 'red'}]{end}[/] {found[end]}，应为 {expected[end]}")


def _tell(step: str) -> None:
    console.print(f"  · {time.strftime('%H:%M:%S')} {step}")
