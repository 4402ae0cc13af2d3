"""Who may apply: facts against the decision table `eligibility`, and what is missing where a rule doesn't fit.

The rules live in `eligibility.dmn` alone; a changed table changes the answers and the sentences of what is missing.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.workflow import decisions
from engine.workflow.decisions import DecisionTable, Outcome
from processes.apply.rules.history import in_words
from processes.catalogue.codes import label
from processes.catalogue.grades import Grade

TABLE = "eligibility"
_FILE = Path(__file__).parent.parent / "eligibility.dmn"


@dataclass(frozen=True, slots=True)
class Facts:
    """What the applicant declares. Levels are Grade codes, diploma and title codes those of the catalogue's tables.

    Months are whole months of work in the occupation or a related one: in all, after the certificate, after the
    title. `months_holding` is how long the certificate is held. `final_year` means still at school in its last year.
    """

    target: Grade
    age: int
    intends: bool = False
    works_in_it: bool = False
    months_total: int = 0
    prior: Grade | None = None
    months_since_prior: int = 0
    months_holding: int = 0
    title: str = "none"
    title_related: bool = False
    months_since_title: int = 0
    diploma: str = "none"
    diploma_related: bool = False
    evaluated_school: bool = False
    final_year: bool = False

    def variables(self) -> dict[str, Any]:
        """As the inputs of the decision table: years are months divided by 12, exactly where they are whole."""
        return {
            "targetLevel": str(self.target),
            "age": self.age,
            "intends": self.intends,
            "worksInIt": self.works_in_it,
            "yearsTotal": _years(self.months_total),
            "priorLevel": str(self.prior) if self.prior else "none",
            "yearsSincePrior": _years(self.months_since_prior),
            "monthsHolding": self.months_holding,
            "titleLevel": self.title,
            "titleRelated": self.title_related,
            "yearsSinceTitle": _years(self.months_since_title),
            "diplomaKind": self.diploma,
            "diplomaRelated": self.diploma_related,
            "evaluatedSchool": self.evaluated_school,
            "finalYear": self.final_year,
        }


@dataclass(frozen=True, slots=True)
class Fitting:
    """A rule that fits: its id, its sentence, and the kinds of material it asks for besides those always needed."""

    rule_id: str
    sentence: str
    materials: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A rule of the target grade that doesn't fit; `reasons` say what is missing, in Chinese clauses."""

    rule_id: str
    sentence: str
    reasons: tuple[str, ...]

    @property
    def text(self) -> str:
        return "；".join(self.reasons)


@dataclass(frozen=True, slots=True)
class Eligibility:
    """`outcome` holds rules, version and inputs, to be kept with the application."""

    fitting: tuple[Fitting, ...]
    missing: tuple[Missing, ...]
    outcome: Outcome

    def rule(self, rule_id: str) -> Fitting | None:
        return next((rule for rule in self.fitting if rule.rule_id == rule_id), None)


@lru_cache(maxsize=1)
def shipped() -> DecisionTable:
    """The table that comes with this version, for when no deployment is at hand."""
    return decisions.read(_FILE.read_bytes())[TABLE]


def judge(facts: Facts, table: DecisionTable) -> Eligibility:
    """Which rules of the target grade fit, and what the others want. Fewest reasons come first among the missing."""
    variables = facts.variables()
    outcome = table.decide(variables)
    fitting = tuple(Fitting(row["rule_id"], row["sentence"], tuple(row["materials"])) for row in outcome.results)
    inputs = table.inputs(variables)
    missing = []
    for rule in table.rules:
        failing = [
            _Cell(table.columns[at].expression.text, table.columns[at].label, rule.tests[at].text)
            for at in table.failing(rule, inputs, variables)
        ]
        if not failing or any(cell.name == "targetLevel" for cell in failing):
            continue
        row = {out.name: cell.evaluate(variables) for out, cell in zip(table.outputs, rule.outputs, strict=True)}
        missing.append(Missing(row["rule_id"], row["sentence"], _reasons(failing, variables)))
    return Eligibility(fitting, tuple(sorted(missing, key=lambda each: len(each.reasons))), outcome)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that wasn't passed: the column's variable, its label, and what the cell asks for."""

    name: str
    label: str
    test: str


def _reasons(failing: Sequence[_Cell], facts: Mapping[str, Any]) -> tuple[str, ...]:
    """A clause for each failing cell; what hangs on an absent certificate, title or diploma isn't said as well."""
    implied: set[str] = set().union(*(_DEPENDENT.get(cell.name, ()) for cell in failing))
    return tuple(_reason(cell, facts) for cell in failing if cell.name not in implied)


def _reason(cell: _Cell, facts: Mapping[str, Any]) -> str:
    match cell.name:
        case "yearsTotal" | "yearsSincePrior" | "yearsSinceTitle":
            months = round(facts[cell.name] * 12)
            return f"{_WORK[cell.name]}还差 {in_words(_least(cell) * 12 - months)}"
        case "monthsHolding":
            return f"持有证书的时间还差 {in_words(_least(cell) - facts[cell.name])}"
        case "age":
            return f"年龄应满 {_least(cell)} 周岁"
        case "priorLevel":
            return f"需要{'或'.join(Grade(code).title for code in _listed(cell))}证书"
        case "titleLevel":
            titles = [label("title_level", code) for code in _listed(cell)]
            return f"需要{titles[0]}{'及以上' if len(titles) > 1 else ''}"
        case "diplomaKind":
            return f"需要{'、'.join(label('diploma', code) for code in _listed(cell))}学历"
        case "finalYear":
            return "须为在校的毕业学年学生" if cell.test == "true" else "须已毕业"
    return _CLAUSES.get(cell.name) or f"“{cell.label}”不符合要求"


_DEPENDENT = {
    "priorLevel": ("yearsSincePrior", "monthsHolding"),
    "titleLevel": ("titleRelated", "yearsSinceTitle"),
    "diplomaKind": ("diplomaRelated", "evaluatedSchool", "finalYear"),
}
_WORK = {
    "yearsTotal": "从事本职业或相关职业的年限",
    "yearsSincePrior": "取得证书后的从业年限",
    "yearsSinceTitle": "取得职称后的从业年限",
}
_CLAUSES = {
    "intends": "须拟从事本职业或相关职业",
    "worksInIt": "须正在从事本职业或相关职业",
    "titleRelated": "职称专业须与本职业对应",
    "diplomaRelated": "所学专业须与本职业相同或相关",
    "evaluatedSchool": "学校须经评估论证",
}


def _years(months: int) -> Decimal:
    return Decimal(months) / 12


def _least(cell: _Cell) -> int:
    """The number of a cell such as `>= 5`."""
    found = re.search(r"\d+", cell.test)
    return int(found.group()) if found else 0


def _listed(cell: _Cell) -> list[str]:
    return re.findall(r'"([^"]*)"', cell.test)
