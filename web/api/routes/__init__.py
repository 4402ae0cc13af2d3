"""Routes for machines, by subject."""

from fastapi import APIRouter

from web.api.routes import payments

router = APIRouter(prefix="/api")
router.include_router(payments.router)
