"""The third step: schools and jobs, and whether they bear out the chosen rule."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import delete
from sqlalchemy.orm import Session

from engine.platform import clock, crypto
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.ids import new_id
from processes.apply.declared import answers_of, declare
from processes.apply.models import Application, StudyEntry, WorkEntry
from processes.apply.rules import history
from processes.apply.rules.months import month, month_or_none, studies_of, works_of


def keep(session: Session, application: Application, values: Mapping[str, Any]) -> None:
    """Take the history as declared. Raises InvalidForm with everything that is wrong."""
    check(application, values)
    declare(application, "history", values)
    for table in (StudyEntry, WorkEntry):
        session.execute(delete(table).where(table.application_id == application.id))
    session.add_all(_study_row(application, place, row) for place, row in enumerate(values.get("studies", ())))
    session.add_all(_work_row(application, place, row) for place, row in enumerate(values.get("works", ())))
    session.flush()


def check(application: Application, values: Mapping[str, Any]) -> None:
    """Raises InvalidForm with everything that is wrong, judged with the identity and rule declared."""
    errors = _errors(application, values, studies_of(values), works_of(values))
    if errors:
        raise InvalidForm(errors, values)


def _errors(
    application: Application,
    values: Mapping[str, Any],
    studies: Sequence[history.Study],
    works: Sequence[history.Work],
) -> list[FieldError]:
    born = date.fromisoformat(answers_of(application, "identity")["birth_date"])
    found = history.problems(studies, works, birth=born, today=clock.today())
    errors = [FieldError(problem.path, problem.sentence) for problem in found]
    if len(works) > 1 and not values.get("tenure_pledge"):
        errors.append(FieldError("tenure_pledge", "有两段及以上工作经历，请勾选工作年限承诺"))
    return errors or _stated_months(answers_of(application, "rule"), works)


def _stated_months(rule: Mapping[str, Any], works: Sequence[history.Work]) -> list[FieldError]:
    """The months stated with the rule are the months of the jobs: a person may not claim what is not listed."""
    stated = int(rule.get("work_years", 0)) * 12 + int(rule.get("work_months", 0))
    summed = history.months_worked(works, clock.today())
    if stated <= summed:
        return []
    sentence = (
        f"工作经历中从事本职业合计 {history.in_words(summed)}，少于上一步填写的 {history.in_words(stated)}。"
        "请补充工作经历，或返回上一步修改累计年数"
    )
    return [FieldError("works", sentence)]


def _study_row(application: Application, place: int, row: Mapping[str, Any]) -> StudyEntry:
    return StudyEntry(
        application_id=application.id,
        place=place,
        school=row["school"],
        level=row["level"],
        major=row["major"],
        start=month(row["start"]),
        end=month_or_none(row.get("end")),
        part_time=row.get("part_time", False),
    )


def _work_row(application: Application, place: int, row: Mapping[str, Any]) -> WorkEntry:
    row_id = new_id()
    return WorkEntry(
        id=row_id,
        application_id=application.id,
        place=place,
        employer=row["employer"],
        post=row["post"],
        start=month(row["start"]),
        end=month_or_none(row.get("end")),
        related=row.get("related", False),
        witness=row["witness"],
        witness_phone_encrypted=crypto.encrypt(row["witness_phone"], row_id),
        overlap_note=row.get("overlap_note", ""),
    )
