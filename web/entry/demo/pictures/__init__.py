"""Drawn portraits and documents for the demo. Every picture says that it is a sample."""

from web.entry.demo.pictures.cards import id_back, id_front
from web.entry.demo.pictures.papers import diploma, prior_certificate, social_insurance, work_certificate
from web.entry.demo.pictures.portrait import portrait

__all__ = [
    "diploma",
    "id_back",
    "id_front",
    "portrait",
    "prior_certificate",
    "social_insurance",
    "work_certificate",
]
