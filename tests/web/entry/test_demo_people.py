"""Invented people: reproducible, sound, and recognisable as invented."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image

from processes.apply.rules import history
from processes.apply.rules.history import Study, Work
from processes.catalogue.identity import citizen_number
from web.entry.demo import answers
from web.entry.demo.people import NOWHERE, Synthetic, synthetic

TODAY = date(2026, 11, 23)
PEOPLE = [synthetic(index, today=TODAY) for index in range(150)]


def test_a_person_is_always_the_same() -> None:
    assert synthetic(7, today=TODAY) == synthetic(7, today=TODAY)
    assert len({person.id_number for person in PEOPLE}) == len({person.phone for person in PEOPLE}) == len(PEOPLE)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda person: str(person.index))
def test_everybody_could_be_real_but_is_from_nowhere(person: Synthetic) -> None:
    read = citizen_number(person.id_number, on=TODAY)
    assert person.id_number.startswith(NOWHERE)
    assert (read.birth_date, read.sex) == (person.birth_date, person.sex)


@pytest.mark.parametrize("today", [TODAY, date(2026, 12, 31), date(2027, 1, 1), date(2028, 2, 29)], ids=str)
def test_every_history_passes_the_rules_on_any_day(today: date) -> None:
    for person in (synthetic(index, today=today) for index in range(150)):
        studies = [Study(each.start, each.end, each.level) for each in person.studies]
        works = [Work(each.start, each.end, True) for each in person.works]
        found = history.problems(studies, works, birth=person.birth_date, today=today)
        assert found == [], (person.index, found)


@pytest.mark.parametrize(
    "kind", ["id_front", "id_back", "portrait", "diploma", "prior_certificate", "social_insurance", "work_proof"]
)
def test_papers_are_drawn_as_pictures(kind: str) -> None:
    with Image.open(BytesIO(answers.paper(PEOPLE[0], kind, today=TODAY))) as picture:
        assert picture.format == "JPEG"
        assert min(picture.size) >= 295
