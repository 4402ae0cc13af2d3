"""What a verdict and a conclusion may say. Pure."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from uuid import UUID

from engine.platform.errors import FieldError

STAGES = {"first": "初审", "authority": "审批"}
CONCLUSIONS = {"pass": "通过", "return": "退回补正", "reject": "不予通过"}
STEPS = {"identity": "身份信息", "history": "学习和工作经历"}
MOST_TEXT = 200
LEAST_SUPERVISOR_REASON = 6


def stage_of(group: str) -> str:
    """The stage that a candidate group judges in."""
    return "first" if group.startswith("institution:") else "authority"


def lead_of(group: str) -> str:
    """The group that answers for a group's work: the institution's lead, or the authority's supervisors."""
    return f"{group.rpartition(':')[0]}:lead" if group.startswith("institution:") else "authority:supervisor"


@dataclass(frozen=True, slots=True)
class Judged:
    """The standing verdict of one stage on one file."""

    material_id: UUID
    verdict: str
    sha256: str


def to_judge(materials: Iterable[tuple[UUID, str]], standing: Iterable[Judged]) -> list[UUID]:
    """The materials a stage has to look at: (id, sha256) pairs in force whose very file it has not passed yet."""
    passed = {(one.material_id, one.sha256) for one in standing if one.verdict == "pass"}
    return [material_id for material_id, sha256 in materials if (material_id, sha256) not in passed]


def verdict_problems(
    verdict: str,
    reason: str,
    text: str,
    *,
    codes: Collection[str],
    passed_before: bool = False,
    supervisor_reason: str = "",
) -> list[FieldError]:
    """What is wrong with a verdict. `passed_before`: this stage has passed the same file in an earlier round."""
    if verdict not in ("pass", "return"):
        return [FieldError("verdict", "请选择通过或退回")]
    if verdict == "pass":
        return []
    errors = []
    if reason not in codes:
        errors.append(FieldError("reason", "请选择退回原因"))
    if not text.strip():
        errors.append(FieldError("text", "请填写告知申请人的说明"))
    elif len(text) > MOST_TEXT:
        errors.append(FieldError("text", f"说明应不超过 {MOST_TEXT} 字，您输入了 {len(text)} 字"))
    if passed_before and len(supervisor_reason.strip()) < LEAST_SUPERVISOR_REASON:
        sentence = "这份材料上一轮已通过且没有改动。再次退回须先由督导员写明理由同意"
        errors.append(FieldError("supervisor_reason", sentence))
    return errors


def conclusion_problems(
    conclusion: str, text: str, *, judged: Sequence[Judged], unjudged: int, field_faults: int
) -> list[FieldError]:
    """What is wrong with a conclusion: passing what is faulted, returning nothing, deciding too early."""
    if conclusion not in CONCLUSIONS:
        return [FieldError("conclusion", "请选择结论")]
    if unjudged:
        return [FieldError("conclusion", f"还有 {unjudged} 份材料未判，请逐份判定后再提交结论")]
    faulted = sum(one.verdict == "return" for one in judged)
    if conclusion == "pass" and faulted:
        return [FieldError("conclusion", f"有 {faulted} 份材料已判为退回，不能通过。请改判，或选择退回补正")]
    if conclusion == "return" and not faulted and not field_faults:
        return [FieldError("conclusion", "没有指出需要补正的材料或申报信息，不能退回补正")]
    if conclusion == "reject" and not text.strip():
        return [FieldError("text", "请填写不予通过的理由")]
    return []
