"""Subjects of an assessment: each out of 100, each passed from 60."""

from collections.abc import Sequence
from enum import StrEnum

from processes.catalogue.grades import Grade


class Subject(StrEnum):
    THEORY = "theory"
    SKILL = "skill"
    REVIEW = "review"

    @property
    def title(self) -> str:  # type: ignore[override]  # a title case of "theory" means nothing
        """How people read it."""
        return {"theory": "理论知识考试", "skill": "操作技能考核", "review": "综合评审"}[self.value]


def subjects_of(grade: str) -> Sequence[Subject]:
    """What is assessed: theory and skill; 综合评审 too from 二级/技师 on."""
    senior = Grade(grade).rank >= Grade.TWO.rank
    return (Subject.THEORY, Subject.SKILL, Subject.REVIEW) if senior else (Subject.THEORY, Subject.SKILL)
