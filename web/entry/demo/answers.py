"""What a synthetic applicant answers on each page of the wizard, and the papers in the hand."""

from collections.abc import Callable, Mapping
from datetime import date

from processes.apply.rules.history import Work, months_worked
from web.entry.demo.people import CHEMICAL, Synthetic
from web.entry.demo.pictures import (
    diploma,
    id_back,
    id_front,
    portrait,
    prior_certificate,
    social_insurance,
    work_certificate,
)

Answer = str | bool


def identity(person: Synthetic) -> dict[str, Answer]:
    return {
        "name": person.name,
        "id_kind": "111",
        "id_number": person.id_number,
        "id_long": False,
        "id_expires": "2036-5-20",
        "ethnicity": "01",
        "education": person.education,
        "employment": "employed" if person.works else "flexible",
        "phone": person.phone,
        "address": person.address,
    }


def facts(person: Synthetic, *, today: date) -> dict[str, Answer]:
    """The second step without the choices of line and point. Months are those that the jobs add up to."""
    worked = [Work(work.start, work.end, related=True) for work in person.works]
    years, months = divmod(months_worked(worked, today), 12)
    given: dict[str, Answer] = {
        "work_state": "works" if person.works else "intends",
        "work_years": str(years),
        "work_months": str(months),
        "title_level": "none",
        "diploma_related": True,
    }
    if person.occupation == CHEMICAL and person.prior_date and person.prior_number:
        prior = {"prior_level": "4", "prior_date": f"{person.prior_date:%Y-%m}", "prior_number": person.prior_number}
        return given | prior | {"diploma_kind": "technical"}
    return given | {"prior_level": "none", "diploma_kind": "college"}


def history(person: Synthetic) -> dict[str, list[dict[str, Answer]]]:
    """The rows of the third step, by the name of their list."""
    studies: list[dict[str, Answer]] = [
        {
            "school": study.school,
            "level": study.level,
            "major": study.major,
            "start": f"{study.start:%Y-%m}",
            "end": f"{study.end:%Y-%m}",
        }
        for study in person.studies
    ]
    works: list[dict[str, Answer]] = [
        {
            "employer": work.employer,
            "post": work.post,
            "start": f"{work.start:%Y-%m}",
            **({"end": f"{work.end:%Y-%m}"} if work.end else {}),
            "related": True,
            "witness": work.witness,
            "witness_phone": work.witness_phone,
        }
        for work in person.works
    ]
    return {"studies": studies, "works": works}


def paper(person: Synthetic, kind: str, *, today: date) -> bytes:
    """A picture of the paper that a row of the materials step asks for."""
    drawn: Mapping[str, Callable[[], bytes]] = {
        "id_front": lambda: id_front(person),
        "id_back": lambda: id_back(person, today=today),
        "portrait": lambda: portrait(person),
        "diploma": lambda: diploma(person),
        "prior_certificate": lambda: prior_certificate(person),
        "social_insurance": lambda: social_insurance(person, today=today),
        "work_proof": lambda: work_certificate(person, today=today),
    }
    return drawn[kind]()
