"""Certificate numbers: 22 characters (domain rule of the ministry).

Kind (S 社会培训评价组织, Y 用人单位), 0000 when filed with the province, province 2, institution 6, year 2, grade 1,
serial 6, which begins anew for each institution, year and grade.
"""

import re

SHAPE = re.compile(r"^[YS]\d{4}\d{2}\d{6}\d{2}[1-5]\d{6}$")
NUMBERED = frozenset("12345")
MOST = 999_999


def number(*, institution: str, year: int, grade: str, serial: int, kind: str = "S", province: str = "35") -> str:
    """Raises ValueError for what has no such number."""
    made = f"{kind}0000{province}{institution}{year % 100:02d}{grade}{serial:06d}"
    if not SHAPE.fullmatch(made):
        raise ValueError(f"no certificate number: {made}")
    return made
