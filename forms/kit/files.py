"""The forms among the files of a deployment."""

import json
from collections.abc import Mapping

from engine.workflow.problem import Problem
from forms.kit.load import problems


def faults_in(files: Mapping[str, bytes]) -> list[Problem]:
    """What is wrong with the forms of a deployment; JSON that can't be read is left to `engine.workflow.lint`."""
    found = []
    for path, body in sorted(files.items()):
        if not (path.startswith("forms/") and path.endswith(".json")):
            continue
        try:
            raw = json.loads(body)
        except (ValueError, RecursionError):
            continue
        found += [Problem(path, None, f"{sentence}。") for sentence in problems(raw)]
    return found
