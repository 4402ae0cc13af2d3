"""Strings (10.3.4.3). Positions count from 1, from the end when negative.

No patterns: one can be made to run for ever.
"""

from decimal import Decimal

from engine.workflow.feel.functions.registry import function
from engine.workflow.feel.limits import spend
from engine.workflow.feel.values import Value, whole


@function("substring")
def substring(string: str, start_position: Decimal, length: Decimal | None = None) -> Value:
    start = whole(start_position)
    count = len(string) if length is None else whole(length)
    if not start or count is None or count < 1 or abs(start) > len(string):
        return None
    begin = start - 1 if start > 0 else len(string) + start
    return string[begin : begin + count]


@function("string length")
def string_length(string: str) -> Value:
    return Decimal(len(string))


@function("upper case")
def upper_case(string: str) -> Value:
    return string.upper()


@function("lower case")
def lower_case(string: str) -> Value:
    return string.lower()


@function("trim")
def trim(string: str) -> Value:
    return string.strip()


@function("contains")
def contains(string: str, match: str) -> Value:
    return match in string


@function("starts with")
def starts_with(string: str, match: str) -> Value:
    return string.startswith(match)


@function("ends with")
def ends_with(string: str, match: str) -> Value:
    return string.endswith(match)


@function("substring before")
def substring_before(string: str, match: str) -> Value:
    head, found, _ = string.partition(match) if match else ("", "", "")
    return head if found else ""


@function("substring after")
def substring_after(string: str, match: str) -> Value:
    if not match:
        return string
    _, found, tail = string.partition(match)
    return tail if found else ""


@function("split")
def split(string: str, delimiter: str) -> Value:
    """The delimiter is taken as it is written, not as a pattern."""
    parts = string.split(delimiter) if delimiter else list(string)
    spend(len(parts))
    return parts


@function("string join")
def string_join(list_: list[Value], delimiter: str | None = None) -> Value:
    texts = [item for item in list_ if item is not None]
    if not all(type(item) is str for item in texts):
        return None
    spend(len(texts) + sum(len(item) for item in texts) + len(texts) * len(delimiter or ""))
    return (delimiter or "").join(texts)
