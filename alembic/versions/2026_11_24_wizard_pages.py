"""Keep what a quiz has shown out of papers.

Revision: wizard_pages, after one_place.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op


revision: str = "wizard_pages"
down_revision: str | Sequence[str] | None = "exam_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("question", sa.Column("practised_at", sa.DateTime(timezone=True), nullable=True))
