"""What SQL a page runs, on whatever connection."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, event

ONCE = "FROM deployment_file"  # definitions are read once in the life of a process


@contextmanager
def recorded() -> Iterator[list[str]]:
    """Every statement of every role, the look-up of the session included, without what opens a transaction."""
    statements: list[str] = []

    def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "set_config" not in statement and ONCE not in statement:
            statements.append(" ".join(statement.split())[:300])

    event.listen(Engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(Engine, "before_cursor_execute", note)
