"""Rows that change rarely and that everything refers to."""

from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform.database import Base, TenantRow


class Occupation(TenantRow, Base):
    """An occupation of the national classification, with the standard that applies to it here."""

    __tablename__ = "occupation"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str]  # N-NN-NN-NN
    name: Mapped[str]
    standard: Mapped[str] = mapped_column(default="2023")  # generation of the rules of application
    active: Mapped[bool] = mapped_column(default=True)


class Institution(TenantRow, Base):
    """An institution that registers and assesses people under the authority's supervision."""

    __tablename__ = "institution"
    __table_args__ = (UniqueConstraint("tenant_id", "code"),)

    code: Mapped[str]  # 6 digits given by the province, as in certificate numbers
    name: Mapped[str]
    short_name: Mapped[str]
    credit_code: Mapped[str | None]  # unified social credit code
    address: Mapped[str]
    phone: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)


class RegistrationPoint(TenantRow, Base):
    """A place of an institution where people register and are received."""

    __tablename__ = "registration_point"
    __table_args__ = (UniqueConstraint("tenant_id", "institution_id", "name"),)

    institution_id: Mapped[UUID] = mapped_column(ForeignKey("institution.id"), index=True)
    name: Mapped[str]
    address: Mapped[str]
    phone: Mapped[str]
    active: Mapped[bool] = mapped_column(default=True)
