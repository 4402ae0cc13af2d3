"""The first step: who applies."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import clock, crypto
from engine.platform.errors import FieldError, InvalidForm
from engine.platform.people import service as people
from engine.platform.people.models import Person
from processes.apply import queries
from processes.apply.declared import answers_of, declare
from processes.apply.models import Application
from processes.apply.rules.history import WORKING_AGE
from processes.apply.service import materials
from processes.catalogue import identity


def keep(session: Session, application: Application, values: Mapping[str, Any]) -> None:
    """Take the identity as declared, and as who the applicant is from now on. Raises InvalidForm."""
    note(session, application, values)
    adopt(session, application)


def look(session: Session, application: Application, values: Mapping[str, Any]) -> list[FieldError]:
    """What is wrong with an identity before it is taken; nothing while name, kind or number are not known."""
    if not {"name", "id_kind", "id_number"} <= values.keys():
        return []
    kept, errors = _read(values)
    if errors:
        return errors
    index = crypto.blind_index("id_number", kept["id_number"])
    return _another(session, session.get_one(Person, application.person_id), application, kept["name"], index)


def note(session: Session, application: Application, values: Mapping[str, Any]) -> None:
    """Write down the identity as declared. Sex and birth date come from the number where it tells them.

    With another kind of document the pictures of the former one are given up. Raises InvalidForm.
    """
    kept, errors = _read(values)
    if errors:
        raise InvalidForm(errors, values)
    if answers_of(application, "identity").get("id_kind") not in (None, kept["id_kind"]):
        materials.drop_document(session, application)
    declare(application, "identity", kept)
    application.name = kept["name"]
    application.id_number_index = crypto.blind_index("id_number", kept["id_number"])


def _read(values: Mapping[str, Any]) -> tuple[dict[str, Any], list[FieldError]]:
    """The answers with what the number says, and what is wrong with them."""
    kept, errors = dict(values), list[FieldError]()
    kind, number = kept["id_kind"], identity.normalise(kept["id_number"])
    kept["id_number"] = number
    if sentence := identity.problem(kind, number):
        errors.append(FieldError("id_number", sentence))
    elif kind in identity.NUMBERED:
        read = identity.citizen_number(number)
        kept["sex"], kept["birth_date"] = read.sex, read.birth_date.isoformat()
    elif kind == identity.PERMANENT:
        errors += _permanent(kept, number)
    return kept, errors + _dates(kept)


def adopt(session: Session, application: Application) -> None:
    """Make what was declared the identity of the person. Raises InvalidForm when something rests on another one."""
    kept, person = answers_of(application, "identity"), session.get_one(Person, application.person_id)
    index = application.id_number_index
    if errors := _another(session, person, application, kept["name"], index):
        raise InvalidForm(errors, kept)
    people.identify(
        session,
        person,
        name=kept["name"],
        id_kind=kept["id_kind"],
        id_number=kept["id_number"],
        sex=kept["sex"],
        birth_date=date.fromisoformat(kept["birth_date"]),
    )


def _permanent(values: Mapping[str, Any], number: str) -> list[FieldError]:
    """What the number of a permanent residence card says besides, where it differs from what was answered."""
    errors, born, nationality = [], identity.permanent_birth(number), identity.nationality_of(number)
    if born and values.get("birth_date") not in (None, born.isoformat()):
        errors.append(FieldError("birth_date", "出生日期与证件号码第 7 至 14 位不一致，请对照证件核对"))
    if nationality and values.get("nationality") not in (None, nationality):
        errors.append(FieldError("nationality", "国籍与证件号码前三位不一致，请对照证件核对"))
    return errors


def _another(
    session: Session, person: Person, application: Application, name: str, index: bytes | None
) -> list[FieldError]:
    """Tickets, the exam and certificates ask who the person is: that can't change under them."""
    fields = (
        ("id_number", "证件号码", person.id_number_index == index),
        ("name", "姓名", person.name == name),
    )
    changed = [(path, what) for path, what, same in fields if not same]
    if person.id_number_index is None or not changed:
        return []
    other = queries.resting_on_identity(session, person.id)
    if other is None or other.id == application.id:
        return []
    path, what = changed[0]
    sentence = f"{what}与您已提交的申请 {other.no} 不一致。请核对；如原来填写有误或已变更，请联系受理机构更正"
    return [FieldError(path, sentence)]


def _dates(values: Mapping[str, Any]) -> list[FieldError]:
    errors, today = [], clock.today()
    expires, born = values.get("id_expires"), values.get("birth_date")
    if values.get("id_long") and values["id_kind"] != identity.CITIZEN:
        errors.append(FieldError("id_long", "只有居民身份证可以长期有效，请取消勾选并填写证件有效期"))
    if expires and date.fromisoformat(expires) < today:
        errors.append(FieldError("id_expires", "证件已过有效期，请换领新证件后再申请"))
    if born and _age(date.fromisoformat(born), today) < WORKING_AGE:
        path = "id_number" if values["id_kind"] in identity.NUMBERED else "birth_date"
        errors.append(FieldError(path, "申请人应年满 16 周岁，请核对证件号码和出生日期"))
    return errors


def _age(born: date, today: date) -> int:
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))
