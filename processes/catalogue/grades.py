"""Grades of the vocational skill levels, from apprentice to chief technician."""

from enum import StrEnum


class Grade(StrEnum):
    """The code is the digit of certificate numbers (5 lowest … 1), a letter for grades outside it."""

    APPRENTICE = "A"
    FIVE = "5"
    FOUR = "4"
    THREE = "3"
    TWO = "2"
    ONE = "1"
    SPECIAL = "S"
    CHIEF = "C"

    @property
    def title(self) -> str:  # type: ignore[override]  # a title case of "3" means nothing
        """How a grade is always shown: in full."""
        return _TITLES[self]

    @property
    def rank(self) -> int:
        """Place in the ladder, 0 for the apprentice."""
        return list(Grade).index(self)

    @property
    def below(self) -> "Grade | None":
        """The grade that comes right before this one."""
        return list(Grade)[self.rank - 1] if self.rank else None


_TITLES = {
    Grade.APPRENTICE: "学徒工",
    Grade.FIVE: "五级/初级工",
    Grade.FOUR: "四级/中级工",
    Grade.THREE: "三级/高级工",
    Grade.TWO: "二级/技师",
    Grade.ONE: "一级/高级技师",
    Grade.SPECIAL: "特级技师",
    Grade.CHIEF: "首席技师",
}
