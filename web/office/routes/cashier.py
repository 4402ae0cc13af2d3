"""The cashier's desk."""

from fastapi import APIRouter

from web.office.cashier import invoices, orders, reconciliation, refunds

router = APIRouter()
for subject in (refunds, invoices, reconciliation, orders):
    router.include_router(subject.router)
