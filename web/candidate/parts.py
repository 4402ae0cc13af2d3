"""A step asked on several pages: what each page saves leaves the others alone."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms import kit
from web.candidate.filling import Filling
from web.candidate.forms import as_data, part_of
from web.candidate.wizard import PART


def edition_of(form: kit.Form, step: str, part: str) -> str:
    """Under which name the editions of a page are counted: two pages of a step never collide."""
    return step if part == part_of(form, "") else f"{step}.{part}"


def elsewhere(draft: Mapping[str, Any], form: kit.Form, part: str) -> dict[str, Any]:
    """What a draft keeps of the other pages, and that its person is on this one."""
    if not form.pages:
        return {}
    own = {field.name for field in form.page(part).fields}
    others = {name: value for name, value in draft.items() if name not in own and not name.startswith("_")}
    return others | ({PART: part} if part != part_of(form, "") else {})


def following(form: kit.Form, part: str) -> str:
    """The page after this one; empty after the last."""
    names = [page.name for page in form.pages]
    return next(iter(names[names.index(part) + 1 :]), "") if part else ""


def open_before(filling: Filling, form: kit.Form, part: str, values: Mapping[str, Any]) -> str:
    """The first page before this one that is not filled in; empty when all are."""
    names: Sequence[str] = [page.name for page in form.pages]
    for name in names[: names.index(part)] if part else ():
        asked = form.page(name)
        if not kit.check(asked, as_data(values), options=filling.options(asked)).ok:
            return name
    return ""
