"""Small DMN files for tests."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

NAMESPACE = "https://www.omg.org/spec/DMN/20191111/MODEL/"


def dmn(
    rules: Sequence[tuple[str, Sequence[str], Sequence[str]]],
    *,
    policy: str = "UNIQUE",
    aggregation: str = "",
    inputs: Sequence[str] = ("x",),
    outputs: Sequence[str] = ("out",),
    order: str = "",
    default: str = "",
    allowed: str = "",
    namespace: str = NAMESPACE,
) -> bytes:
    """A file with one decision `d`; each rule is (id, input cells, output cells)."""
    extra = f' aggregation="{aggregation}"' if aggregation else ""
    columns = "".join(
        f'<input id="in{at}" label="{name}"><inputExpression id="e{at}"><text>{escape(name)}</text></inputExpression>'
        + (f'<inputValues id="v{at}"><text>{escape(allowed)}</text></inputValues>' if allowed else "")
        + "</input>"
        for at, name in enumerate(inputs)
    )
    results = "".join(
        f'<output id="out{at}" name="{name}">'
        + (f'<outputValues id="o{at}"><text>{escape(order)}</text></outputValues>' if order else "")
        + (f'<defaultOutputEntry id="d{at}"><text>{escape(default)}</text></defaultOutputEntry>' if default else "")
        + "</output>"
        for at, name in enumerate(outputs)
    )
    rows = "".join(
        f'<rule id="{rule}">'
        + "".join(f'<inputEntry id="{rule}_i{i}"><text>{escape(c)}</text></inputEntry>' for i, c in enumerate(cells))
        + "".join(f'<outputEntry id="{rule}_o{i}"><text>{escape(c)}</text></outputEntry>' for i, c in enumerate(values))
        + "</rule>"
        for rule, cells, values in rules
    )
    return (
        f'<definitions xmlns="{namespace}" id="file" name="样例" namespace="test"><decision id="d" name="样表">'
        f'<decisionTable id="t" hitPolicy="{policy}"{extra}>{columns}{results}{rows}</decisionTable>'
        "</decision></definitions>"
    ).encode()
