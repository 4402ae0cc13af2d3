"""What the workspace shows: the list of materials, the one that is looked at, the decision at hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.platform.errors import FieldError
from engine.workflow.models import WorkItem, WorklistEntry
from forms import kit
from processes.review import queries, workspace
from processes.review.models import FieldFault
from processes.review.rules import STAGES
from web.ui.views import Lease, Row, Tag

DECISIONS = ("review/blind", "review/supervise", "review/settle")


@dataclass(frozen=True, slots=True)
class Line:
    """A material in the list. state: pass, return, or empty while it waits."""

    number: int
    title: str
    href: str
    state: str
    said: str
    carried: bool
    current: bool


@dataclass(frozen=True, slots=True)
class Current:
    """The material that is looked at, and what was typed or said of it."""

    number: int
    original: workspace.Original
    rows: Sequence[Row]
    look_for: str
    options: Sequence[kit.Option]
    verdict: str
    reason: str
    text: str
    supervisor_reason: str
    carried: bool

    @property
    def href(self) -> str:
        return f"/files/{self.original.file.id}"

    @property
    def note(self) -> str:
        file = self.original.file
        size = f"{file.bytes / 1_048_576:.1f} MB" if file.bytes >= 104_858 else f"{max(file.bytes // 1024, 1)} KB"
        return f"第 1 / {file.pages} 页 · {size}"


@dataclass(slots=True)
class Desk:
    """`entry` is None when nothing of this case waits for the actor; `fence` when he does not hold it."""

    case: workspace.Case
    stage: str = "first"
    round: int = 1
    entry: WorklistEntry | None = None
    items: Sequence[WorkItem] = ()
    lease: Lease | None = None
    due: Tag | None = None
    lines: Sequence[Line] = ()
    current: Current | None = None
    form: kit.FormView | None = None
    faults: Sequence[queries.Fault] = ()
    answered: Sequence[FieldFault] = ()
    said: Sequence[Row] = ()
    identity: Tag | None = None
    sentence: str | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()

    @property
    def no(self) -> str:
        return self.case.application.no

    @property
    def fence(self) -> int | None:
        return self.entry.fence if self.entry is not None and self.lease is not None else None

    @property
    def kind(self) -> str:
        """closed, or the form that is at hand: material, conclusion, blind, supervise, settle."""
        keys = {item.form_key for item in self.items}
        decision = next((key for key in DECISIONS if key in keys), None)
        if self.entry is None:
            return "closed"
        if decision:
            return decision.removeprefix("review/")
        return "conclusion" if self.current is None else "material"

    @property
    def decision(self) -> WorkItem | None:
        return next((item for item in self.items if item.form_key in DECISIONS), None)

    @property
    def pending(self) -> int:
        return sum(not line.state for line in self.lines)

    @property
    def states(self) -> list[str]:
        return [{"pass": "p", "return": "r"}.get(line.state, "") for line in self.lines]

    @property
    def verdict_error(self) -> str | None:
        """What is wrong with the verdict form, beside it."""
        return next((error.message for error in self.errors if error.path != "supervisor_reason"), None)

    @property
    def stage_name(self) -> str:
        return STAGES[self.stage]

    @property
    def next_href(self) -> str:
        return self._step(1)

    @property
    def previous_href(self) -> str:
        return self._step(-1)

    def _step(self, by: int) -> str:
        at = self.current.number if self.current else len(self.lines) + 1
        to = min(max(at + by, 1), len(self.lines) + (0 if self.pending else 1))
        return f"/review/{self.no}?m={'conclusion' if to > len(self.lines) else to}"

    def after(self) -> str:
        """Where the reviewer goes from here: the next material that waits, else the conclusion."""
        waiting = next((line for line in self.lines if not line.state), None)
        return f"/review/{self.no}?m={waiting.number if waiting else 'conclusion'}"
