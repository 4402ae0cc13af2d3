"""The Jinja2 environment of all pages: `ui/…` from this room, `<audience>/…` from `web/<audience>/templates`."""

from functools import lru_cache
from pathlib import Path

from jinja2 import BaseLoader, Environment, FileSystemLoader, PrefixLoader, StrictUndefined

from engine.platform import text
from web.ui.assets import asset
from web.ui.shell import helpline

WEB = Path(__file__).resolve().parents[1]


def rooms() -> dict[str, Path]:
    """The template folder of every room of `web` that has one."""
    return {folder.parent.name: folder for folder in sorted(WEB.glob("*/templates"))}


@lru_cache(maxsize=1)
def environment() -> Environment:
    """Names that are not given are errors; every value is escaped. `ui` holds the components of ui/macros.html."""
    loaders: dict[str, BaseLoader] = {name: FileSystemLoader(folder) for name, folder in rooms().items()}
    environment = Environment(
        loader=PrefixLoader(loaders), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.globals["asset"] = asset
    environment.globals["helpline"] = helpline
    environment.filters.update(
        date_cn=text.date_cn,
        datetime_cn=text.datetime_cn,
        deadline_cn=text.deadline_cn,
        mask_id=text.mask_id,
        mask_phone=text.mask_phone,
        thousands=_thousands,
    )
    # a global, because a block rendered alone does not run its template's imports
    environment.globals["ui"] = environment.get_template("ui/macros.html").module
    return environment


def _thousands(number: int) -> str:
    return f"{number:,}"
