"""Group registration: a clerk registers people for a plan; each confirms for himself."""

from collections.abc import Sequence
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy.orm import Session
from starlette.requests import Request
from starlette.responses import Response

from engine.platform.errors import AppError, FieldError, InvalidForm, NotFound
from engine.platform.people import Actor
from forms import kit
from processes.apply import offers, queries, service
from processes.apply.errors import AlreadyApplied, NoSuchPoint, NotEligible, NotYourPoint, PlanFull, PlanNotOpen
from processes.apply.models import Application
from web.office.registration_form import RegistrationForm, own_points, registration_form
from web.office.registrations import registrations
from web.ui import page, redirect
from web.ui.guards import Clerk, DbSession
from web.ui.typed import TypedForm
from web.ui.views import pager

router = APIRouter(prefix="/registrations")
SIZE = 20
REFUSED_LINE = (AlreadyApplied, NotEligible, PlanFull, PlanNotOpen)


@router.get("")
def index(
    request: Request,
    session: DbSession,
    actor: Clerk,
    number: Annotated[int, Query(alias="page", ge=1, le=10_000)] = 1,
) -> Response:
    """What the clerks of the actor's institution have registered, newest first."""
    own = actor.institutions_as("clerk")
    rows = queries.registered(session, own, limit=SIZE, offset=(number - 1) * SIZE)
    total = queries.registered_count(session, own)
    return page(
        request,
        "office/registrations.html",
        registrations=registrations(session, rows),
        pager=pager(request.url, page=number, total=total, size=SIZE),
    )


@router.get("/new")
def new(request: Request, session: DbSession, actor: Clerk, plan_id: UUID | None = None) -> Response:
    """The form of a plan; the choice of one where the actor's institution takes part in several."""
    plans = [plan for plan in offers.open_plans(session) if own_points(session, actor, plan.id)]
    chosen = next((plan for plan in plans if plan_id in (None, plan.id)), None)
    if chosen is None or (plan_id is None and len(plans) > 1):
        return page(request, "office/registration_plans.html", plans=plans)
    return _draw(request, chosen, registration_form(session, actor, chosen.id), {"id_kind": "111"})


@router.post("/new")
def register(request: Request, session: DbSession, actor: Clerk, typed: TypedForm) -> Response:
    """Register somebody; refused, nothing of it stays and the page keeps what was typed."""
    try:
        plan = offers.plan(session, UUID(typed.first("plan_id")))
    except ValueError:
        raise NotFound from None
    form = registration_form(session, actor, plan.id)
    checked = kit.check(form.whole, typed.text, options=form.options)
    errors = checked.errors
    if not errors:
        try:
            with session.begin_nested():
                row = _register(session, actor, plan.id, form, typed.text, checked.values)
            return redirect(request, "/registrations", toast=f"已登记 {row.no}，并短信通知申请人确认")
        except InvalidForm as refusal:
            errors = refusal.errors
        except REFUSED_LINE as refusal:
            errors = [FieldError("plan_line_id", _sentence(refusal))]
        except (NoSuchPoint, NotYourPoint) as refusal:
            errors = [FieldError("point_id", _sentence(refusal))]
    return _draw(request, plan, form, checked.typed, errors)


def _register(
    session: Session, clerk: Actor, plan_id: UUID, form: RegistrationForm, data: Any, values: dict[str, Any]
) -> Application:
    person = service.person_of_phone(session, values["phone"])
    return service.register(
        session,
        clerk,
        person,
        plan_id=plan_id,
        identity_known=form.known(form.identity, data, values),
        rule_known=form.known(form.facts, data, values),
    )


def _sentence(refusal: AppError) -> str:
    return str(refusal).rstrip("。")


def _draw(
    request: Request,
    plan: offers.OpenPlan,
    form: RegistrationForm,
    values: dict[str, Any],
    errors: Sequence[FieldError] = (),
) -> Response:
    view = kit.view(form.whole, values, errors, form.options)
    return page(
        request,
        "office/registration_new.html",
        "form",
        status=422 if errors else 200,
        plan=plan,
        form=view,
        sections=form.sections(view),
        errors=list(errors),
    )
