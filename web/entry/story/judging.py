"""What a reviewer decides about a part of the cast, at each stage and visit. Pure."""

from dataclasses import dataclass
from enum import StrEnum

from web.entry.story.script import Fate


class Conclusion(StrEnum):
    ACCEPT = "pass"
    RETURN = "return"
    REJECT = "reject"


class Stage(StrEnum):
    FIRST = "first"
    AUTHORITY = "authority"


@dataclass(frozen=True, slots=True)
class Decision:
    """How many materials are returned, and the conclusion. `then` follows when the first one is taken back."""

    conclusion: Conclusion
    faults: int = 0
    then: "Decision | None" = None


ACCEPTED = Decision(Conclusion.ACCEPT)


def decide(fate: Fate, stage: Stage, visit: int) -> Decision:
    """`visit` counts from 1 how often this stage has judged the case."""
    match fate, stage, visit:
        case Fate.SEVERAL, Stage.FIRST, 1:
            return Decision(Conclusion.RETURN, faults=2)
        case Fate.TWICE, _, 1:
            return Decision(Conclusion.RETURN, faults=1)
        case Fate.EXPIRED, Stage.FIRST, 1:
            return Decision(Conclusion.RETURN, faults=1)
        case Fate.REJECTED, Stage.FIRST, 1:
            return Decision(Conclusion.REJECT)
        case Fate.TAKEN_BACK, Stage.FIRST, 1:
            return Decision(Conclusion.REJECT, then=ACCEPTED)
    return ACCEPTED
