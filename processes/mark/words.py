"""Results as people read them."""

from processes.mark.models import ResultState, SubjectResult

TITLES = {
    ResultState.PENDING: "待评",
    ResultState.PASSED: "合格",
    ResultState.FAILED: "不合格",
    ResultState.ABSENT: "缺考",
    ResultState.DISQUALIFIED: "违纪",
    ResultState.POSTPONED: "缓考",
}


def in_words(row: SubjectResult) -> str:
    """`82.5 分，合格`; the state alone where there is no score."""
    state = TITLES[ResultState(row.state)]
    return f"{points(row.score)}，{state}" if row.score is not None else state


def points(score: int | None) -> str:
    """Tenths as people read them: `82.5 分`."""
    return "—" if score is None else f"{score / 10:g} 分"
