"""What the house can do, in numbers: one JSON object a line on standard output, progress on standard error."""

import json
import sys

from web.entry.bench import engine, learning, pages


def run() -> int:
    """Measure everything; returns the exit code."""

    def tell(sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")

    for measure in (engine.measure, pages.measure, learning.measure):
        for line in measure(tell):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()
    return 0
