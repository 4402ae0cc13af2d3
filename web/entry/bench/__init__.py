"""What the house can do, in numbers: one JSON object a line on standard output, progress on standard error."""

import json
import sys

from web.entry.bench import arrange, browser, certificates, engine, learning, marks, pages, papers, pay, sit, starts

MEASURES = (engine, pay, learning, papers, arrange, sit, starts, marks, certificates, pages, browser)


def run() -> int:
    """Measure everything; returns the exit code."""

    def tell(sentence: str) -> None:
        sys.stderr.write(f"{sentence}\n")

    for subject in MEASURES:
        for line in subject.measure(tell):
            sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
            sys.stdout.flush()
    return 0
