"""Which materials exist, and which an application needs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace


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
        Kind("id_front", "身份证人像面", "有照片的一面，四角完整、文字清晰"),
        Kind("id_back", "身份证国徽面", "有签发机关和有效期限的一面"),
        Kind("portrait", "免冠证件照", "近期白底彩色照片，不小于 295×413 像素，将用于证书", _IMAGE),
        Kind("work_proof", "工作年限证明", "由工作单位出具并盖章，写明岗位和起止年月"),
        Kind("social_insurance", "社保缴费记录", "可在社保网站或小程序下载，须含单位名称和缴费月份"),
        Kind("prior_certificate", "原等级证书", "上一等级的职业资格或技能等级证书，须含证书编号"),
        Kind("diploma", "学历证书", "毕业证书内页，须含姓名、专业和证书编号；也可上传学信网验证报告"),
        Kind("diploma_recognition", "国外学历学位认证书", "教育部留学服务中心出具，可上传电子认证书 PDF"),
        Kind("enrolment", "在校证明", "由学校出具并盖章，写明专业、年级和预计毕业时间"),
        Kind("title_certificate", "职称证书", "须含姓名、专业、级别和取得时间"),
    )
}

ALWAYS = ("id_front", "id_back", "portrait")
DOCUMENT = ("id_front", "id_back")

# What the two pictures of a document show where it is no identity card, by its kind in GA/T 517
_PAGES: Mapping[str, tuple[tuple[str, str], tuple[str, str]]] = {
    "154": (
        ("居住证人像面", "港澳台居民居住证有照片的一面，四角完整、文字清晰"),
        ("居住证国徽面", "有签发机关、有效期限和通行证号码的一面"),
    ),
    "516": (
        ("通行证人像面", "港澳居民来往内地通行证有照片的一面，四角完整、文字清晰"),
        ("通行证背面", "有港澳证件号码和换证次数的一面"),
    ),
    "511": (
        ("通行证人像面", "台湾居民来往大陆通行证有照片的一面，四角完整、文字清晰"),
        ("通行证背面", "有台湾证件号码和签发次数的一面"),
    ),
    "553": (
        ("永久居留证人像面", "外国人永久居留身份证有照片的一面，四角完整、文字清晰"),
        ("永久居留证背面", "有签发机关或证件说明的一面，四角完整、文字清晰"),
    ),
    "414": (
        ("护照资料页", "有照片和护照号码的一页，底部两行机读码须完整"),
        ("签证或居留许可页", "在有效期内的签证页或居留许可页；持中国护照的请上传护照签名页"),
    ),
}
FOREIGN_DIPLOMA = "diploma_recognition"


def required(by_rule: Iterable[str], *, document: str = "", abroad: bool = False) -> list[Kind]:
    """Everything an application under a rule needs, in the order people are asked for it.

    `document` is the kind of identity document, whose pages have names of their own; with `abroad` a diploma was
    earned outside the mainland and comes with its recognition.
    """
    wanted = {*ALWAYS, *by_rule}
    unknown = wanted - KINDS.keys()
    if unknown:
        raise LookupError(f"a rule asks for materials nobody knows: {sorted(unknown)}")
    if abroad and "diploma" in wanted:
        wanted.add(FOREIGN_DIPLOMA)
    pages = dict(zip(DOCUMENT, _PAGES.get(document, ()), strict=False))
    return [_named(kind, pages.get(code)) for code, kind in KINDS.items() if code in wanted]


def _named(kind: Kind, words: tuple[str, str] | None) -> Kind:
    return replace(kind, title=words[0], hint=words[1]) if words else kind


def missing(needed: Iterable[Kind], handed_in: Iterable[str]) -> list[Kind]:
    have = set(handed_in)
    return [kind for kind in needed if kind.code not in have]
