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
from engine.workflow.decisions import DecisionTable, Outcome, Rule
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


@dataclass(frozen=True, slots=True)
class Need:
    """Time that a rule asks for: the input of the table, what it is called, how many months."""

    name: str
    label: str
    months: int


def needs(rule_id: str, table: DecisionTable) -> tuple[Need, ...]:
    """The times of work that one rule of the table asks for; none where it asks for no work."""
    found = []
    for rule in table.rules:
        if _texts(rule, table).get("rule_id") != rule_id:
            continue
        for column, test in zip(table.columns, rule.tests, strict=True):
            cell = _Cell(column.expression.text, column.label, test.text)
            if cell.name in _WORK and _least(cell):
                found.append(Need(cell.name, _WORK[cell.name], _least(cell) * 12))
    return tuple(found)


def _texts(rule: Rule, table: DecisionTable) -> dict[str, str]:
    """A rule's outputs as they are written, which for ids are plain texts."""
    return {out.name: cell.text.strip('"') for out, cell in zip(table.outputs, rule.outputs, strict=True)}


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
        asked = [
            _Cell(column.expression.text, column.label, test.text)
            for column, test in zip(table.columns, rule.tests, strict=True)
        ]
        missing.append(Missing(row["rule_id"], row["sentence"], _reasons(failing, asked, variables)))
    return Eligibility(fitting, tuple(sorted(missing, key=lambda each: len(each.reasons))), outcome)


@dataclass(frozen=True, slots=True)
class _Cell:
    """A cell that wasn't passed: the column's variable, its label, and what the cell asks for."""

    name: str
    label: str
    test: str


def _reasons(failing: Sequence[_Cell], asked: Sequence[_Cell], facts: Mapping[str, Any]) -> tuple[str, ...]:
    """A clause for each failing cell. What hangs on an absent certificate, title or diploma is said with it, once."""
    implied: set[str] = set().union(*(_DEPENDENT.get(cell.name, ()) for cell in failing))
    return tuple(_reason(cell, asked, facts) for cell in failing if cell.name not in implied)


def _reason(cell: _Cell, asked: Sequence[_Cell], facts: Mapping[str, Any]) -> str:
    match cell.name:
        case "yearsTotal" | "yearsSincePrior" | "yearsSinceTitle":
            months, least = round(facts[cell.name] * 12), _least(cell) * 12
            return (
                f"{_WORK[cell.name]}还差 {in_words(least - months)}（须满 {in_words(least)}，现有 {in_words(months)}）"
            )
        case "monthsHolding":
            months, least = facts[cell.name], _least(cell)
            return f"持有证书的时间还差 {in_words(least - months)}（须满 {in_words(least)}，现有 {in_words(months)}）"
        case "age":
            return f"年龄应满 {_least(cell)} 周岁"
        case "priorLevel":
            return f"需要{'或'.join(Grade(code).title for code in _listed(cell))}证书{_after(cell, asked)}"
        case "titleLevel":
            titles = [label("title_level", code) for code in _listed(cell)]
            return f"需要{titles[0]}{'及以上' if len(titles) > 1 else ''}{_after(cell, asked)}"
        case "diplomaKind":
            return f"需要{'、'.join(label('diploma', code) for code in _listed(cell))}学历"
        case "finalYear":
            return "须为在校的毕业学年学生" if cell.test == "true" else "须已毕业"
    return _CLAUSES.get(cell.name) or f"“{cell.label}”不符合要求"


def _after(absent: _Cell, asked: Sequence[_Cell]) -> str:
    """What the rule asks for once the absent certificate or title is there: `，取得后再工作满 4 年`."""
    for cell in asked:
        if cell.name in _DEPENDENT[absent.name] and cell.name in _THEN and _least(cell):
            unit = 1 if cell.name == "monthsHolding" else 12
            return f"，{_THEN[cell.name]} {in_words(_least(cell) * unit)}"
    return ""


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
_THEN = {
    "yearsSincePrior": "取得后再工作满",
    "yearsSinceTitle": "取得后再工作满",
    "monthsHolding": "并持有满",
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
