"""What an exam page sends every few seconds, bounded in every way before anything looks at it."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from processes.sit.service.beat import Away, Report
from processes.sit.service.journal import Line

DAY_MS = 24 * 3600 * 1000
Number = Annotated[int, Field(ge=1, le=100_000)]
Hash = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Ms = Annotated[int, Field(ge=0, le=DAY_MS)]


class _Given(BaseModel):
    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class LineGiven(_Given):
    sequence: Number
    place: Annotated[int, Field(ge=1, le=1000)]
    answer: Annotated[str, Field(pattern="^[A-HTF]{0,8}$")]
    client_ms: Ms
    previous: Hash
    hash: Hash
    mac: Hash


class AwayGiven(_Given):
    number: Number
    ms: Ms | None


class ReportGiven(_Given):
    """As JSON. Unknown fields, wrong types and long lists are refused."""

    client_ms: Ms
    idle_ms: Ms = 0
    unsent: Annotated[int, Field(ge=0, le=10_000)] = 0
    lines: Annotated[list[LineGiven], Field(max_length=100)] = []
    aways: Annotated[list[AwayGiven], Field(max_length=20)] = []
    flagged: Annotated[list[Annotated[int, Field(ge=1, le=1000)]], Field(max_length=1000)] | None = None
    hand_up: bool | None = None

    def as_report(self) -> Report:
        return Report(
            client_ms=self.client_ms,
            idle_ms=self.idle_ms,
            unsent=self.unsent,
            lines=[Line(**line.model_dump()) for line in self.lines],
            aways=[Away(away.number, away.ms) for away in self.aways],
            flagged=self.flagged,
            hand_up=self.hand_up,
        )
