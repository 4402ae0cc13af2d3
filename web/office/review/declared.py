"""The declared data that belongs beside each kind of material, and what to look for in it."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from engine.platform.text import date_cn, mask_id
from processes.apply.declared import Answers
from processes.apply.models import Application
from processes.catalogue import codes
from processes.catalogue.grades import Grade
from web.ui.views import Row

LOOK_FOR: Mapping[str, str] = {
    "id_front": "照片、姓名、号码与申报一致；四角完整、文字清晰",
    "id_back": "签发机关清晰；证件在有效期内",
    "portrait": "近期免冠正面、白底；与身份证照片是同一人",
    "work_proof": "单位公章清晰；岗位与申报职业相关；起止年月与申报一致",
    "social_insurance": "官方渠道出具；单位与申报一致；月数覆盖申报年限",
    "prior_certificate": "职业、等级、编号、发证年月与申报一致",
    "diploma": "姓名、专业、证书编号清晰，与申报一致",
    "diploma_recognition": "教育部留学服务中心出具；姓名、学校、学历与申报一致；认证书编号清晰",
    "enrolment": "学校盖章；写明专业、年级、预计毕业时间",
    "title_certificate": "姓名、专业、级别、取得时间与申报一致",
}


def beside(kind: str, answers: Answers, *, unmasked: bool = False) -> list[Row]:
    """What the applicant declared that this material has to bear out."""
    who = answers.get("identity", {})
    rows = [Row("姓名", who.get("name", ""))]
    return [*rows, *_BY_KIND[kind](answers, unmasked)]


def facts(application: Application, answers: Answers) -> list[Row]:
    """What the inbox shows of an applicant before the case is taken."""
    who, rule = answers.get("identity", {}), answers.get("rule", {})
    worked = f"{int(rule.get('work_years') or 0)} 年 {int(rule.get('work_months') or 0)} 个月"
    employers = [work.get("employer", "") for work in answers.get("history", {}).get("works", [])]
    return [
        Row("证件号码", mask_id(str(who.get("id_number", "")))),
        Row("申报条件", application.rule_sentence or application.rule_id or ""),
        *([Row("已有证书", _prior(rule))] if rule.get("prior_level", "none") != "none" else []),
        *([Row("工作单位", employers[-1])] if employers else []),
        Row("从业年限", worked),
        Row("申报类别", f"{application.category or ''}认定"),
    ]


def _id_front(answers: Answers, unmasked: bool) -> list[Row]:
    who = answers.get("identity", {})
    number = str(who.get("id_number", ""))
    return [
        Row("证件类型", _code("document_kind", who.get("id_kind"))),
        Row("证件号码", number if unmasked else mask_id(number), mono=True),
        Row("性别", _code("sex", who.get("sex"))),
        Row("出生日期", _day(who.get("birth_date"))),
        *([Row("国籍", _code("country", who["nationality"]))] if who.get("nationality") else []),
        *([Row("民族", _code("ethnicity", who["ethnicity"]))] if who.get("ethnicity") else []),
    ]


def _id_back(answers: Answers, _: bool) -> list[Row]:
    who = answers.get("identity", {})
    return [Row("有效期至", "长期" if who.get("id_long") else _day(who.get("id_expires")))]


def _portrait(answers: Answers, _: bool) -> list[Row]:
    return [Row("性别", _code("sex", answers.get("identity", {}).get("sex")))]


def _work(answers: Answers, _: bool) -> list[Row]:
    rule = answers.get("rule", {})
    rows = [
        Row(
            work.get("post", ""),
            f"{work.get('employer', '')}，{_months(work)}{'' if work.get('related') else '（非相关岗位）'}",
        )
        for work in answers.get("history", {}).get("works", [])
    ]
    total = f"{int(rule.get('work_years') or 0)} 年 {int(rule.get('work_months') or 0)} 个月"
    return [*rows, Row("累计", total)]


def _certificate(answers: Answers, _: bool) -> list[Row]:
    rule = answers.get("rule", {})
    return [Row("已有证书", _prior(rule)), Row("证书编号", str(rule.get("prior_number", "")), mono=True)]


def _school(answers: Answers, _: bool) -> list[Row]:
    rule = answers.get("rule", {})
    rows = [
        Row(
            _code("education", study.get("level")),
            f"{study.get('school', '')}，{study.get('major', '')}，{_months(study)}",
        )
        for study in answers.get("history", {}).get("studies", [])
    ]
    return [*rows, *([Row("毕业学年", "仍在校")] if rule.get("final_year") else [])]


def _title(answers: Answers, _: bool) -> list[Row]:
    rule = answers.get("rule", {})
    return [Row("职称", _code("title_level", rule.get("title_level"))), Row("取得年月", _month(rule.get("title_date")))]


_BY_KIND: Mapping[str, Callable[[Answers, bool], list[Row]]] = {
    "id_front": _id_front,
    "id_back": _id_back,
    "portrait": _portrait,
    "work_proof": _work,
    "social_insurance": _work,
    "prior_certificate": _certificate,
    "diploma": _school,
    "diploma_recognition": _school,
    "enrolment": _school,
    "title_certificate": _title,
}


def _prior(rule: Mapping[str, Any]) -> str:
    level = str(rule.get("prior_level", ""))
    title = Grade(level).title if level in set(Grade) else level
    return f"{title}，{_month(rule.get('prior_date'))}取得"


def _code(table: str, code: Any) -> str:
    return codes.table(table).codes.get(str(code), str(code or "")) if code else ""


def _day(text: Any) -> str:
    return date_cn(date.fromisoformat(text)) if text else ""


def _month(text: Any) -> str:
    year, _, month = str(text or "").partition("-")
    return f"{year}年{int(month)}月" if month else year


def _months(row: Mapping[str, Any]) -> str:
    return f"{_month(row.get('start'))}—{_month(row.get('end')) or '至今'}"


def _unrelated(work: Mapping[str, Any]) -> list[str]:
    return [] if work.get("related") else ["非相关岗位"]
