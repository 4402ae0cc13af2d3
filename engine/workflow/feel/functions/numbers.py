"""Numbers (10.3.4.5)."""

from datetime import timedelta
from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Decimal,
)

from engine.workflow.feel.functions.registry import function
from engine.workflow.feel.values import ARITHMETIC, Value, YearsMonths, whole

_ZERO = Decimal(0)


def _rounded(n: Decimal, scale: Decimal, how: str) -> Decimal | None:
    places = whole(scale)
    if places is None or not -6111 <= places <= 6176:
        return None
    exponent = n.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places and places >= 0:
        return n
    return n.quantize(Decimal(1).scaleb(-places), how, ARITHMETIC)


@function("decimal")
def decimal_(n: Decimal, scale: Decimal) -> Value:
    return _rounded(n, scale, ROUND_HALF_EVEN)


@function("floor")
def floor(n: Decimal, scale: Decimal = _ZERO) -> Value:
    return _rounded(n, scale, ROUND_FLOOR)


@function("ceiling")
def ceiling(n: Decimal, scale: Decimal = _ZERO) -> Value:
    return _rounded(n, scale, ROUND_CEILING)


@function("round up")
def round_up(n: Decimal, scale: Decimal) -> Value:
    return _rounded(n, scale, ROUND_UP)


@function("round down")
def round_down(n: Decimal, scale: Decimal) -> Value:
    return _rounded(n, scale, ROUND_DOWN)


@function("round half up")
def round_half_up(n: Decimal, scale: Decimal) -> Value:
    return _rounded(n, scale, ROUND_HALF_UP)


@function("round half down")
def round_half_down(n: Decimal, scale: Decimal) -> Value:
    return _rounded(n, scale, ROUND_HALF_DOWN)


@function("abs")
def absolute(n: Decimal | timedelta | YearsMonths) -> Value:
    return YearsMonths(abs(n.months)) if isinstance(n, YearsMonths) else abs(n)


@function("modulo")
def modulo(dividend: Decimal, divisor: Decimal) -> Value:
    """The sign is the divisor's, as the standard has it."""
    rest = ARITHMETIC.remainder(dividend, divisor)
    return ARITHMETIC.add(rest, divisor) if rest and (rest < 0) != (divisor < 0) else rest


@function("sqrt")
def sqrt(number: Decimal) -> Value:
    return ARITHMETIC.sqrt(number)


@function("log")
def log(number: Decimal) -> Value:
    return ARITHMETIC.ln(number) if number > 0 else None


@function("exp")
def exp(number: Decimal) -> Value:
    return ARITHMETIC.exp(number)


@function("odd")
def odd(number: Decimal) -> Value:
    value = whole(number)
    return None if value is None else value % 2 == 1


@function("even")
def even(number: Decimal) -> Value:
    value = whole(number)
    return None if value is None else value % 2 == 0
