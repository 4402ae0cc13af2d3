"""What the applicant declared, step by step: sealed as one JSON text for the application's row."""

import json
from collections.abc import Mapping
from typing import Any

from engine.platform import crypto
from processes.apply.models import Application

Answers = dict[str, dict[str, Any]]


def declared(application: Application) -> Answers:
    """Everything typed so far, by step; a step that was never saved is an empty mapping."""
    if application.declared_encrypted is None:
        return {}
    answers: Answers = json.loads(crypto.decrypt(application.declared_encrypted, application.id))
    return answers


def answers_of(application: Application, step: str) -> dict[str, Any]:
    return declared(application).get(step, {})


def declare(application: Application, step: str, values: Mapping[str, Any]) -> None:
    """Keep what was typed in one step, whether or not it is right yet."""
    answers = declared(application) | {step: dict(values)}
    application.declared_encrypted = crypto.encrypt(json.dumps(answers, ensure_ascii=False), application.id)
