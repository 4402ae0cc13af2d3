"""Static files: kept for ever under their hash, checked otherwise, found by every page."""

import re
from pathlib import Path

from fastapi import FastAPI

from tests.web.visitor import Visitor
from web.ui.assets import FOLDER, Assets, asset, stamp

TEMPLATES = Path(__file__).parents[3] / "web"


def visitor() -> Visitor:
    app = FastAPI()
    app.mount("/static", Assets())
    return Visitor(app)


def test_an_address_with_the_present_hash_is_kept_for_ever() -> None:
    answer = visitor().get(asset("theme.css"))
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"


def test_other_addresses_are_asked_for_again() -> None:
    for address in ("/static/theme.css", "/static/000000000000/theme.css"):
        answer = visitor().get(address)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == "no-cache"
        assert answer.headers["ETag"]


def test_nothing_outside_the_folder_is_served() -> None:
    for address in ("/static/../guards.py", f"/static/{stamp()}/../../guards.py", "/static/%2e%2e/guards.py"):
        assert visitor().get(address).status_code == 404


def test_every_file_that_pages_and_scripts_name_exists() -> None:
    named = set()
    for template in TEMPLATES.rglob("templates/**/*.html"):
        named |= set(re.findall(r"asset\('([^']+)'\)", template.read_text()))
    for script in (FOLDER / "js").glob("*.js"):
        named |= {f"js/{found}" for found in re.findall(r'from "\./([^"]+)"', script.read_text())}
        named |= {
            f"vendor/{found}" for found in re.findall(r'"((?:bpmn|dmn)-js/[\w./-]+\.(?:js|css))"', script.read_text())
        }
    assert len(named) > 12
    built = (FOLDER / "vendor").exists()
    assert not [name for name in named if (built or "vendor" not in name) and not (FOLDER / name).exists()]
