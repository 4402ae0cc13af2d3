"""What is known about a kept file. The bytes are in the storage, under the tenant and the hash."""

from datetime import datetime

from sqlalchemy import CheckConstraint
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
