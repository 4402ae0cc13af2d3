"""What a log line never shows."""

import json

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from engine.platform import log
from engine.platform.database import system_work
from tests.support.database import Database


def _insert_twice() -> None:
    with system_work() as system:
        for _ in range(2):
            system.execute(
                text("insert into authority (id, slug, name, city, hotline, service_hours)"
                     " values (gen_random_uuid(), :slug, '甲', '乙', '1', '2')"),
                {"slug": "secret-slug"},
            )  # fmt: skip


def test_an_error_of_the_database_is_logged_without_the_values(
    committed_database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure(json=True)
    try:
        _insert_twice()
    except IntegrityError:
        log.logger("test").exception("unexpected", phone="13800000021")
    line = json.loads(capsys.readouterr().err.splitlines()[-1])
    assert "uq_authority_slug" in line["exception"]
    assert "secret-slug" not in line["exception"]
    assert line["phone"] == "***"
