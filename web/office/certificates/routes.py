"""Routes of the certificate office."""

from fastapi import APIRouter

from web.office.certificates import batches, lists, registry, templates

router = APIRouter()
for subject in (templates, batches, lists, registry):
    router.include_router(subject.router)
