"""What the workspace shows: the list of materials, the one that is looked at, the decision at hand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.platform.errors import AppError, FieldError
from engine.workflow.models import WorkItem, WorklistEntry
from forms import kit
from processes.review import queries, workspace
from processes.review.models import FieldFault, ReviewComment
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
class Said:
    """One word on a file: the stage and round, the verdict, the reason with its text, who and when."""

    where: str
    tag: Tag
    reason: str
    by: str


@dataclass(frozen=True, slots=True)
class Paper:
    """A file in the viewer: `href` is the original, `note` its pages and size, `digest` the hash in short."""

    filename: str
    href: str
    is_image: bool
    pages: int
    note: str
    digest: str
    said: Sequence[Said] = ()


@dataclass(frozen=True, slots=True)
class Phrase:
    """A saved sentence; `key` is the digit that inserts it, empty beyond nine."""

    id: str
    key: str
    text: str
    reason: str
    shared: bool


@dataclass(frozen=True, slots=True)
class Current:
    """The material that is looked at, and what was typed or said of it.

    `earlier` is the file that this one replaces. `wants_consent`: the stage has passed this very file in an earlier
    round, and no supervisor has agreed yet that it is faulted.
    """

    number: int
    original: workspace.Original
    paper: Paper
    earlier: Paper | None
    rows: Sequence[Row]
    look_for: str
    options: Sequence[kit.Option]
    phrases: Sequence[Phrase]
    verdict: str
    reason: str
    text: str
    carried: bool
    wants_consent: bool
    consent: str

    @property
    def judged(self) -> str:
        """What stands: 通过, 退回 or nothing yet."""
        said = self.original.verdict
        return {"pass": "通过", "return": "退回"}[said.verdict] if self.carried and said else ""

    @property
    def returns(self) -> bool:
        """Whether the reasons lie open."""
        return self.verdict == "return"


@dataclass(slots=True)
class Desk:
    """`entry` is None when nothing of this case waits for the actor; `fence` when he does not hold it."""

    case: workspace.Case
    stage: str = "first"
    entry: WorklistEntry | None = None
    items: Sequence[WorkItem] = ()
    lease: Lease | None = None
    holder: str = ""
    refusal: AppError | None = None
    due: Tag | None = None
    lines: Sequence[Line] = ()
    current: Current | None = None
    form: kit.FormView | None = None
    faults: Sequence[queries.Fault] = ()
    answered: Sequence[FieldFault] = ()
    faces: Sequence[Row] = ()
    comments: Sequence[ReviewComment] | None = None
    said: Sequence[Row] = ()
    identity: Tag | None = None
    sentence: str | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    errors: Sequence[FieldError] = ()

    @property
    def round(self) -> int:
        return self.case.round

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
        return next((error.message for error in self.errors if error.path != "comment"), None)

    @property
    def comment_error(self) -> str | None:
        return next((error.message for error in self.errors if error.path == "comment"), None)

    @property
    def at(self) -> str:
        """The place in the case, as its addresses have it."""
        return str(self.current.number) if self.current else "conclusion"

    @property
    def fence_typed(self) -> str:
        """The fence that the forms carry: of the lease, or the one that a refused form came with."""
        return str(self.fence) if self.fence is not None else self.typed.get("fence", "")

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
