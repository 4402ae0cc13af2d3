"""What is known about a kept file. The bytes are in the storage, under the tenant and the hash."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from engine.platform import clock
from engine.platform.database import Base, TenantRow


class StoredFile(TenantRow, Base):
    """`sha256` is of the bytes that are kept, in hexadecimal; `filename` is what the person called it."""

    __tablename__ = "stored_file"
    __table_args__ = (CheckConstraint("length(sha256) = 64", name="sha256"),)

    sha256: Mapped[str] = mapped_column(index=True)
    media_type: Mapped[str]
    bytes: Mapped[int]
    pages: Mapped[int] = mapped_column(default=1)
    width: Mapped[int | None]
    height: Mapped[int | None]
    filename: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(default=clock.now)

    @property
    def is_image(self) -> bool:
        return self.media_type.startswith("image/")

    @property
    def is_pdf(self) -> bool:
        return self.media_type == "application/pdf"


class PartialFile(TenantRow, Base):
    """A file on its way: sent in parts, of which the first `received` bytes are here.

    `purpose` says in the words of whoever asked what the file is for; `mark` tells the file on the sender's machine
    from others, so that choosing the same one again goes on where it broke off.
    """

    __tablename__ = "partial_file"
    __table_args__ = (
        CheckConstraint("received between 0 and bytes", name="received"),
        {"info": {"system": ("select", "delete")}},
    )

    person_id: Mapped[UUID] = mapped_column(index=True)
    purpose: Mapped[str]
    filename: Mapped[str]
    mark: Mapped[str]
    bytes: Mapped[int]
    received: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime] = mapped_column(default=clock.now)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class FilePart(TenantRow, Base):
    """Some bytes of a file on its way, from `start` on."""

    __tablename__ = "file_part"
    __table_args__ = (UniqueConstraint("partial_file_id", "start"),)

    partial_file_id: Mapped[UUID] = mapped_column(ForeignKey("partial_file.id", ondelete="CASCADE"))
    start: Mapped[int]
    data: Mapped[bytes]
