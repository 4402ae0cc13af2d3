"""Tables that belong to no room."""

from sqlalchemy import Double, SmallInteger
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform.database.base import Base


class Clock(Base):
    """One row: how many seconds the clock of this installation was moved forward."""

    __tablename__ = "clock"
    __table_args__ = {"info": {"app": ("select",), "system": ("select", "update")}}  # noqa: RUF012

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    offset_seconds: Mapped[float] = mapped_column(Double, default=0.0)
