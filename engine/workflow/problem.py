"""What is wrong with a file of a deployment."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Problem:
    """`message` is a Chinese sentence. A warning does not keep the deployment from going through."""

    file: str
    element: str | None
    message: str
    level: Literal["error", "warning"] = "error"

    @property
    def is_error(self) -> bool:
        return self.level == "error"
