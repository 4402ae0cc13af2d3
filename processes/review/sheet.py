"""职业技能等级认定申报表: what the applicant signed, and the opinions once there are any."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from engine.platform import clock, files
from engine.platform.people import queries as people
from engine.platform.settings import settings
from engine.platform.text import date_cn
from processes.apply import offers
from processes.apply import queries as applications
from processes.apply.declared import answers_of
from processes.apply.errors import NoSuchApplication
from processes.apply.models import Application, Status
from processes.apply.rules.history import in_words, months_worked
from processes.apply.rules.months import works_of
from processes.apply.service import signature_of
from processes.apply.signing import PLEDGE
from processes.catalogue import codes
from processes.catalogue import queries as catalogue
from processes.catalogue.grades import Grade
from processes.review import queries
from processes.review.models import Conclusion

WORDS = {"pass": "同意", "reject": "不予通过"}
HOW = {"pledge": "网上勾选承诺提交", "typed": "网上键入姓名签署", "drawn": "网上手写签署"}


@dataclass(frozen=True, slots=True)
class Opinion:
    """What a stage concluded for good; empty while it has not."""

    title: str
    by: str
    text: str = ""
    person: str = ""
    on: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Everything on the form, in words. `portrait` and `drawing` are JPEG; `address` verifies the sheet."""

    no: str
    who: dict[str, str]
    what: dict[str, str]
    rule: str
    materials: str
    studies: Sequence[tuple[str, ...]]
    works: Sequence[tuple[str, ...]]
    worked: str
    pledge: str
    signed_name: str
    signed_on: str
    signed_how: str
    drawing: bytes | None
    portrait: bytes | None
    opinions: Sequence[Opinion]
    digest: str
    address: str
    authority: str


def sheet_of(session: Session, application: Application, *, names: bool, blind: bool = False) -> Sheet:
    """With `names` the opinions name who gave them: for staff only; a `blind` one has none. Raises NoSuchApplication
    before it is handed in."""
    if application.submitted_at is None or application.plan_line_id is None:
        raise NoSuchApplication
    rule, history = answers_of(application, "rule"), answers_of(application, "history")
    signature = signature_of(session, application.id)
    institution = catalogue.institution(session, application.institution_id) if application.institution_id else None
    authority = people.authority(session)
    offer = offers.offer(session, application.plan_line_id)
    point = offers.point(session, application.plan_id, application.point_id) if application.point_id else None
    signed_at = signature.signed_at if signature else application.submitted_at
    total = months_worked(works_of(history), clock.shanghai(application.submitted_at).date())
    check = f"/verify/application/{application.no}?k={signature.code}" if signature else f"/my/cases/{application.no}"
    return Sheet(
        no=application.no,
        who=_who(application),
        what={
            "申报职业": offer.title.partition(" · ")[0],
            "申报等级": Grade(application.grade).title if application.grade else "",
            "认定分类": f"{application.category or ''}认定",
            "评价机构": institution.name if institution else "",
            "报名点": point.name if point else "",
            "已有证书": _prior(rule),
        },
        rule=application.rule_sentence or "",
        materials="、".join(row.title for row in applications.materials(session, application.id)),
        studies=list(_studies(history)),
        works=list(_works(history)),
        worked=in_words(total) if history.get("works") else "",
        pledge=signature.pledge if signature else PLEDGE,
        signed_name=signature.signed_name if signature else application.name,
        signed_on=date_cn(signed_at),
        signed_how=f"{HOW[signature.how if signature else 'pledge']}，{clock.shanghai(signed_at):%H:%M:%S}",
        drawing=_bytes(session, signature.file_id) if signature and signature.file_id else None,
        portrait=_portrait(session, application),
        opinions=[
            Opinion(title, by) if blind else _opinion(session, application, stage, title, by, names)
            for stage, title, by in (
                ("first", "评价机构初审意见", institution.name if institution else ""),
                ("authority", "主管部门审批意见", authority.name),
            )
        ],
        digest=signature.digest if signature else "",
        address=settings().base_url.rstrip("/") + check,
        authority=authority.name,
    )


def _who(application: Application) -> dict[str, str]:
    given = answers_of(application, "identity")
    born = given.get("birth_date")
    return {
        "姓名": str(given.get("name", application.name)),
        "性别": codes.label("sex", given["sex"]) if given.get("sex") else "",
        "出生日期": date_cn(date.fromisoformat(born)) if born else "",
        "民族": codes.label("ethnicity", given["ethnicity"]) if given.get("ethnicity") else "",
        "证件类型": codes.label("document_kind", given["id_kind"]) if given.get("id_kind") else "",
        "证件号码": str(given.get("id_number", "")),
        "文化程度": codes.label("education", given["education"]) if given.get("education") else "",
        "目前状态": codes.label("employment", given["employment"]) if given.get("employment") else "",
        "联系电话": str(given.get("phone", "")),
        "通讯地址": str(given.get("address", "")),
    }


def _prior(rule: dict[str, Any]) -> str:
    level = str(rule.get("prior_level", "none"))
    if level not in set(Grade):
        return "无"
    parts = (Grade(level).title, str(rule.get("prior_number", "")), str(rule.get("prior_date", "")))
    return "，".join(part for part in parts if part)


def _studies(history: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for row in history.get("studies", ()):
        yield _span(row, "在读"), str(row["school"]), codes.label("education", row["level"]), str(row.get("major", ""))


def _works(history: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    for row in history.get("works", ()):
        related = "相关" if row.get("related") else "不相关"
        yield _span(row, "至今"), str(row["employer"]), str(row["post"]), related, str(row.get("witness", ""))


def _span(row: dict[str, Any], lasting: str) -> str:
    return f"{row['start'].replace('-', '.')}—{str(row.get('end') or lasting).replace('-', '.')}"


def _opinion(session: Session, application: Application, stage: str, title: str, by: str, names: bool) -> Opinion:
    said = [each for each in queries.conclusions(session, application.id) if each.taken_back_at is None]
    row = next((each for each in said if each.stage == stage), None)
    if row is None or not _is_final(row) or (stage == "authority" and application.status == Status.SUBMITTED):
        return Opinion(title, by)
    text = f"{WORDS[row.conclusion]}。{row.text}" if row.text else f"{WORDS[row.conclusion]}。"
    return Opinion(title, by, text, row.person_name if names else "", date_cn(row.concluded_at))


def _is_final(row: Conclusion) -> bool:
    return row.final_at <= clock.now() and row.conclusion in WORDS


def _portrait(session: Session, application: Application) -> bytes | None:
    rows = applications.materials(session, application.id)
    row = next((each for each in rows if each.kind == "portrait"), None)
    if row is None:
        return None
    stored = applications.file_of(session, row)
    return files.open_bytes(stored) if stored.is_image else None


def _bytes(session: Session, file_id: Any) -> bytes:
    return files.open_bytes(session.get_one(files.StoredFile, file_id))
