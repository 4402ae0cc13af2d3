"""Pure: what the stages of a case came to, as one outcome."""

ENDED_BEFORE = frozenset({"closed", "withdrawn", "rejected", "expired", "cancelled"})


def outcome_of(before: str, *, pay: str | None, train: str | None, exam: str | None, attempt: int) -> str:
    """The outcome of a case whose stages are over. `before` is what apply and review said.

    A retake that is not paid for leaves the result of the attempt before: 未合格.
    """
    if before in ENDED_BEFORE:
        return before
    if pay == "expired":
        return "unpaid" if attempt == 1 else "failed"
    if train == "failed":
        return "untrained"
    return {"passed": "passed", "disqualified": "disqualified", "unseated": "unseated"}.get(exam or "", "failed")
