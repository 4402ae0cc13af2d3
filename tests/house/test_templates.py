"""Every template compiles, and asks nothing of its page that a view should answer."""

import re
from typing import Any

import pytest
from jinja2 import nodes

from web.ui.environment import environment, rooms

NAMES = sorted(
    f"{room}/{path.relative_to(folder)}" for room, folder in rooms().items() for path in folder.rglob("*.html")
)
NAMING = (nodes.Extends, nodes.Include, nodes.Import, nodes.FromImport)


def test_templates_are_found() -> None:
    assert len(NAMES) > 10


@pytest.mark.parametrize("name", NAMES)
def test_a_template_compiles(name: str) -> None:
    environment().get_template(name)


@pytest.mark.parametrize("name", NAMES)
def test_a_template_trusts_nothing_it_is_given(name: str) -> None:
    source = _source(name)
    tree = environment().parse(source)
    assert not [found for found in tree.find_all(nodes.Filter) if found.name == "safe"]
    assert not re.search(r"\son(click|change|submit|load)=", source), "handlers belong in app.js"
    assert not re.search(r"<script(?![^>]*\ssrc=)(?![^>]*application/json)", source), "scripts belong in static/js"


@pytest.mark.parametrize("name", NAMES)
def test_every_template_a_template_names_is_there(name: str) -> None:
    tree = environment().parse(_source(name))
    named: list[Any] = [found for kind in NAMING for found in tree.find_all(kind)]
    for used in named:
        if isinstance(used.template, nodes.Const):
            assert used.template.value in environment().list_templates()


def test_no_component_takes_anothers_name() -> None:
    tree = environment().parse(_source("ui/macros.html"))
    names = [
        name.name
        for found in tree.find_all(nodes.Assign)
        for name in (found.target.items if isinstance(found.target, nodes.Tuple) else [found.target])
        if isinstance(name, nodes.Name)
    ]
    assert names
    assert sorted({name for name in names if names.count(name) > 1}) == []


def _source(name: str) -> str:
    loader = environment().loader
    assert loader is not None
    return loader.get_source(environment(), name)[0]
