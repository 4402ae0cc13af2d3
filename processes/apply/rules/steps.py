"""The steps of the wizard, and where a change of one answer leads back to."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

STEPS = ("identity", "rule", "history", "materials", "check")
TITLES: Mapping[str, str] = MappingProxyType(
    {
        "identity": "身份信息",
        "rule": "职业与条件",
        "history": "学习与工作经历",
        "materials": "上传材料",
        "check": "核对提交",
    }
)


def form_key(step: str) -> str:
    return f"apply/{step}"


def current(finished: Sequence[str]) -> str:
    """The first step that is not finished."""
    return next((step for step in STEPS if step not in finished), STEPS[-1])


def before(step: str) -> tuple[str, ...]:
    return STEPS[: STEPS.index(step)]


def still_finished(finished: Sequence[str], invalid: str) -> list[str]:
    """What stays finished when a step became invalid: only what comes before it."""
    return [step for step in finished if step in before(invalid)]


def left(finished: Sequence[str], at: str) -> int:
    """How many steps are still to be done besides the one that is open."""
    return sum(step not in finished and step != at for step in STEPS)
