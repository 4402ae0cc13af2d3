"""Structured logs. Personal data never goes in: ids and codes only."""

import logging
import re
import sys
from typing import Any

import structlog

PERSONAL = frozenset(
    {
        "name",
        "phone",
        "id_number",
        "password",
        "code",
        "address",
        "email",
        "token",
        "cookie",
        "values",
        "body",
    }
)

_DETAIL = re.compile(r"(?m)^DETAIL:.*$")


def _without_personal_data(_: Any, __: str, event: Any) -> Any:
    return {key: "***" if key in PERSONAL else value for key, value in event.items()}


def _without_values_of_rows(_: Any, __: str, event: Any) -> Any:
    """PostgreSQL repeats the offending row in an error's detail."""
    if "exception" in event:
        event["exception"] = _DETAIL.sub("DETAIL: ***", event["exception"])
    return event


def configure(*, json: bool) -> None:
    """Send everything to standard error, as JSON lines for machines or plain lines for people."""
    plain = structlog.dev.ConsoleRenderer(
        colors=sys.stderr.isatty(),
        exception_formatter=structlog.dev.plain_traceback,  # the other one prints local variables: personal data
    )
    render: Any = structlog.processors.JSONRenderer(ensure_ascii=False) if json else plain
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            _without_personal_data,
            structlog.processors.format_exc_info,
            _without_values_of_rows,
            render,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),  # as it is when the line is written
        cache_logger_on_first_use=False,
    )


def logger(name: str) -> Any:
    return structlog.get_logger(room=name)  # lazy: the configuration may come later


configure(json=True)  # safe from the first line on; the entries choose anew
