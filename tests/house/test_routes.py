"""Every route of the whole application names who may call it, and every link of the navigation leads somewhere."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from fastapi import APIRouter
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute, RouteContext, iter_route_contexts

from web.entry.asgi import routers
from web.ui.roles import DESKS, ROLE_NAMES
from web.ui.shell import CANDIDATE_NAV


def all_routes() -> list[RouteContext]:
    whole = APIRouter()
    for router in routers():
        whole.include_router(router)
    return [found for found in iter_route_contexts(whole.routes) if isinstance(found.original_route, APIRoute)]


ROUTES = all_routes()


def roles_of(dependant: Dependant) -> Iterator[str]:
    call: Callable[..., Any] | None = dependant.call
    yield from getattr(call, "roles", ())
    for inner in dependant.dependencies:
        yield from roles_of(inner)


def test_routes_were_found() -> None:
    assert len(ROUTES) > 50
    assert {"/", "/signin", "/my", "/review", "/plans", "/audit", "/design", "/ops"} <= {route.path for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: f"{sorted(route.methods)} {route.path}")
def test_every_route_names_a_role(route: RouteContext) -> None:
    assert isinstance(route.original_route, APIRoute)
    named = set(roles_of(route.original_route.dependant))
    assert named, "name a guard of web.ui.guards"
    assert named <= {"public", *ROLE_NAMES}


def test_no_address_is_claimed_twice() -> None:
    claimed = [(method, route.path) for route in ROUTES for method in route.methods or ()]
    assert sorted(claimed) == sorted(set(claimed))


@pytest.mark.parametrize(
    "href",
    sorted({href for desk in DESKS for _, href in desk.nav} | {*dict(CANDIDATE_NAV).values()}),
)
def test_every_link_of_the_navigation_has_a_page(href: str) -> None:
    assert href in {route.path for route in ROUTES if "GET" in (route.methods or ())}
