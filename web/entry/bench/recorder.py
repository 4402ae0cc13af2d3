"""The SQL that a page runs: written down while it is made, and run again without the page."""

import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Engine, event


@dataclass
class Recording:
    """Statements with their parameters, in order, by the engine they ran on; `tenants` are those they were run for."""

    statements: list[tuple[Engine, str, Any]] = field(default_factory=list)
    tenants: dict[Engine, str] = field(default_factory=dict)
    rows: int = 0
    """How many rows the replays gave back."""

    def note(self, connection: Connection, _: Any, statement: str, parameters: Any, *__: Any) -> None:
        self.statements.append((connection.engine, statement, parameters))
        self.tenants[connection.engine] = str(connection.info.get("tenant") or "")

    def replay(self) -> float:
        """Run them again, each engine's in one transaction, and return the milliseconds it took."""
        engines = list(dict.fromkeys(engine for engine, _, _ in self.statements))
        raw = {engine: engine.raw_connection() for engine in engines}
        began = time.perf_counter()
        for engine, connection in raw.items():
            with closing(connection.cursor()) as cursor:
                cursor.execute("select set_config('app.tenant', %s, true)", (self.tenants[engine],))
        for engine, statement, parameters in self.statements:
            with closing(raw[engine].cursor()) as cursor:
                cursor.execute(statement, parameters)
                if cursor.description:
                    self.rows += len(cursor.fetchall())
        for connection in raw.values():
            connection.commit()
        took = (time.perf_counter() - began) * 1000
        for connection in raw.values():
            connection.close()
        return took


@contextmanager
def recorded() -> Iterator[Recording]:
    """Note every statement of this process while the context lasts."""
    recording = Recording()
    event.listen(Engine, "before_cursor_execute", recording.note)
    try:
        yield recording
    finally:
        event.remove(Engine, "before_cursor_execute", recording.note)
