"""Modules stay small; nothing secret and nothing of a particular machine is committed."""

import re

from tests.house.files import texts

CODE = (".py", ".js", ".html", ".css")
MOST_LINES = 300
GIVEN = {"web/ui/static/theme.css"}  # the design's own theme, taken whole
LOCKS = {"package-lock.json", "requirements.lock"}
OURSELVES = "tests/house/"

SECRETS = {
    "a private key": re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----"),
    "an access key": re.compile(r"\bAKIA(?!IOSFODNN7EXAMPLE)[0-9A-Z]{16}\b"),
    "a token": re.compile(r"\b(ghp|gho|glpat|xox[bap]|npm)_?[-A-Za-z0-9]{30,}\b"),
    "a password in an address": re.compile(
        r"(?:postgres(?:ql)?|rediss?|valkey)://[\w.-]+:(?!\$|\{|%|change-?me|password|secret)[^@\s/\"'{}<]{3,}@"
    ),
}
MACHINES = {
    "a package registry": re.compile(
        r"p[y]pi\.org|p[y]thonhosted\.org|registry\.n[p]mjs|registry\.y[a]rnpkg|n[p]mmirror|--?index-url|c[r]ates\.io",
        re.IGNORECASE,  # written so that the pattern does not name what it looks for
    ),
    "a home folder": re.compile(r"(?<![\w.])/(?:home|Users)/[a-z][\w-]*|(?<![\w./])/(?:root|work)/[\w.]"),
}


def _found(patterns: dict[str, re.Pattern[str]]) -> list[str]:
    return [
        f"{path}: {name}: {hit.group()}"
        for path, content in texts()
        if not path.startswith(OURSELVES)
        for name, pattern in patterns.items()
        if (hit := pattern.search(content))
    ]


def test_files_are_found() -> None:
    assert sum(path.endswith(".py") for path, _ in texts()) > 50


def test_no_module_is_longer_than_300_lines() -> None:
    lengths = {
        path: content.count("\n")
        for path, content in texts()
        if path.endswith(CODE) and path not in GIVEN and not path.startswith("alembic/versions/")
    }
    assert {path: lines for path, lines in lengths.items() if lines > MOST_LINES} == {}


def test_no_secret_is_committed() -> None:
    assert _found(SECRETS) == []


def test_no_file_knows_a_machine_or_a_registry() -> None:
    assert _found(MACHINES) == []


def test_the_patterns_do_bite() -> None:
    assert SECRETS["a password in an address"].search("postgresql://owner:hunter22@db/x")
    assert not SECRETS["a password in an address"].search("postgresql://owner:${PASSWORD}@db/x")
    assert SECRETS["a private key"].search("-----BEGIN RSA PRIVATE KEY-----")
    assert MACHINES["a package registry"].search("https://PyPI.org/simple")
    assert MACHINES["a home folder"].search('"/home/me/x"')
    assert not MACHINES["a home folder"].search("tests/home/page")


def test_every_module_says_what_it_is_for() -> None:
    silent = [
        path
        for path, content in texts()
        if path.endswith(".py")
        and not path.startswith("tests/")
        and content.strip()
        and not content.lstrip().startswith(('"""', "#!", 'r"""'))
    ]
    assert silent == []


def test_nothing_is_left_to_do() -> None:
    marker = re.compile(r"\b(TODO|FIXME|XXX|HACK)\b")
    left = [
        path
        for path, content in texts()
        if path not in LOCKS and path.endswith((".py", ".js", ".html", ".md")) and not path.startswith(OURSELVES)
        if marker.search(content)
    ]
    assert left == []
