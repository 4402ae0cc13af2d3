"""What an invented applicant answers on each page of the wizard, and the papers in the hand."""

from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from processes.apply.rules.history import Work, months_worked
from web.entry.demo import pictures
from web.entry.demo.people import CHEMICAL, Synthetic


def identity(person: Synthetic) -> dict[str, Any]:
    return {
        "name": person.name,
        "id_kind": "111",
        "id_number": person.id_number,
        "id_long": False,
        "id_expires": "2036-5-20",
        "ethnicity": "01",
        "education": person.education,
        "phone": person.phone,
        "address": person.address,
    }


def facts(person: Synthetic, *, today: date) -> dict[str, Any]:
    """The second step. The months are those that the jobs of the third step add up to."""
    worked = [Work(work.start, work.end, related=True) for work in person.works]
    years, months = divmod(months_worked(worked, today), 12)
    given: dict[str, Any] = {"work_state": "works", "work_years": years, "work_months": months, "title_level": "none"}
    if person.occupation == CHEMICAL and person.prior_date:
        given |= {"prior_level": "4", "prior_date": f"{person.prior_date:%Y-%m}", "prior_number": person.prior_number}
        return given | {"diploma_kind": "technical", "diploma_related": True}
    return given | {"prior_level": "none", "diploma_kind": "college", "diploma_related": True}


def history(person: Synthetic) -> dict[str, Any]:
    given: dict[str, Any] = {}
    for number, study in enumerate(person.studies):
        given |= {
            f"studies.{number}.school": study.school,
            f"studies.{number}.level": study.level,
            f"studies.{number}.major": study.major,
            f"studies.{number}.start": f"{study.start:%Y-%m}",
            f"studies.{number}.end": f"{study.end:%Y-%m}",
        }
    for number, work in enumerate(person.works):
        given |= {
            f"works.{number}.employer": work.employer,
            f"works.{number}.post": work.post,
            f"works.{number}.start": f"{work.start:%Y-%m}",
            f"works.{number}.related": True,
            f"works.{number}.witness": work.witness,
            f"works.{number}.witness_phone": work.witness_phone,
        }
        if work.end:
            given[f"works.{number}.end"] = f"{work.end:%Y-%m}"
    return given


def paper(person: Synthetic, kind: str, folder: Path, *, today: date) -> Path:
    """A picture of the paper that a row of the materials step asks for, as a file to upload."""
    drawn: Mapping[str, Callable[[], bytes]] = {
        "id_front": lambda: pictures.id_front(person),
        "id_back": lambda: pictures.id_back(person, today=today),
        "portrait": lambda: pictures.portrait(person),
        "diploma": lambda: pictures.diploma(person),
        "prior_certificate": lambda: pictures.prior_certificate(person),
        "social_insurance": lambda: pictures.social_insurance(person, today=today),
    }
    make = drawn.get(kind, lambda: pictures.work_certificate(person, today=today))
    path = folder / f"{kind}.jpg"
    path.write_bytes(make())
    return path
