"""Which materials exist, and which an application needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Kind:
    """`accepts` are the kinds of file taken: image, pdf or both."""

    code: str
    title: str
    hint: str
    accepts: frozenset[str] = frozenset({"image", "pdf"})


_IMAGE = frozenset({"image"})

KINDS: Mapping[str, Kind] = {
    kind.code: kind
    for kind in (
        Kind("id_front", "身份证人像面", "有照片的一面，四角完整、文字清晰；其他证件请上传资料页"),
        Kind("id_back", "身份证国徽面", "有签发机关和有效期限的一面；其他证件请上传签发信息页"),
        Kind("portrait", "免冠证件照", "近期白底彩色照片，不小于 295×413 像素，将用于证书", _IMAGE),
        Kind("work_proof", "工作年限证明", "由工作单位出具并盖章，写明岗位和起止年月"),
        Kind("social_insurance", "社保缴费记录", "可在社保网站或小程序下载，须含单位名称和缴费月份"),
        Kind("prior_certificate", "原等级证书", "上一等级的职业资格或技能等级证书，须含证书编号"),
        Kind("diploma", "学历证书", "毕业证书内页，须含姓名、专业和证书编号；也可上传学信网验证报告"),
        Kind("enrolment", "在校证明", "由学校出具并盖章，写明专业、年级和预计毕业时间"),
        Kind("title_certificate", "职称证书", "须含姓名、专业、级别和取得时间"),
    )
}

ALWAYS = ("id_front", "id_back", "portrait")


def required(by_rule: Iterable[str]) -> list[Kind]:
    """Everything an application under a rule needs, in the order people are asked for it."""
    wanted = {*ALWAYS, *by_rule}
    unknown = wanted - KINDS.keys()
    if unknown:
        raise LookupError(f"a rule asks for materials nobody knows: {sorted(unknown)}")
    return [kind for code, kind in KINDS.items() if code in wanted]


def missing(needed: Iterable[Kind], handed_in: Iterable[str]) -> list[Kind]:
    have = set(handed_in)
    return [kind for kind in needed if kind.code not in have]
