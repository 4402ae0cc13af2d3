"""What the applicant declared, step by step: sealed as one JSON text for the application's row."""

import json
from collections.abc import Mapping
from typing import Any

from engine.platform import crypto
from processes.apply.models import Application

Answers = dict[str, dict[str, Any]]
EDITIONS = "editions"  # beside the steps: how often each was saved, and by which page


def declared(application: Application) -> Answers:
    """Everything typed so far, by step; a step that was never saved is an empty mapping."""
    if application.declared_encrypted is None:
        return {}
    answers: Answers = json.loads(crypto.decrypt(application.declared_encrypted, application.id))
    return answers


def answers_of(application: Application, step: str) -> dict[str, Any]:
    return declared(application).get(step, {})


def draft_of(application: Application, step: str) -> dict[str, Any]:
    """What to show in a step's form: what was last saved of it, else its finished answers."""
    answers = declared(application)
    return answers.get(f"{step}.draft") or answers.get(step, {})


def declare(application: Application, step: str, values: Mapping[str, Any]) -> None:
    """Keep what was answered in one step. A step that is still being typed is named `identity.draft`."""
    _seal(application, declared(application) | {step: dict(values)})


def forget(application: Application, step: str) -> None:
    """Drop what was kept under a step's name; nothing there is fine."""
    answers = declared(application)
    if answers.pop(step, None) is not None:
        _seal(application, answers)


def _seal(application: Application, answers: Answers) -> None:
    application.declared_encrypted = crypto.encrypt(json.dumps(answers, ensure_ascii=False), application.id)
