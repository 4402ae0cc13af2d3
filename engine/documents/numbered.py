"""Pages that know how many they are: `第 1 页 共 4 页`."""

from collections.abc import Callable
from typing import Any

from reportlab.pdfgen.canvas import Canvas

Sign = Callable[[Canvas, int, int], None]
"""Draws what stands on a page beside its text: canvas, page, pages."""


def numbered(sign: Sign) -> type[Canvas]:
    """A canvas that signs its pages at the end, when their number is known. Give it to `build` as `canvasmaker`."""

    class Numbered(Canvas):  # type: ignore[misc]  # reportlab has no types
        def __init__(self, *args: Any, **options: Any) -> None:
            super().__init__(*args, **options)
            self._kept: list[dict[str, Any]] = []

        def showPage(self) -> None:  # noqa: N802
            self._kept.append(dict(self.__dict__))
            self._startPage()

        def save(self) -> None:
            kept = self._kept
            for page, state in enumerate(kept, start=1):
                self.__dict__.update(state)
                self._kept = kept
                self.saveState()
                sign(self, page, len(kept))
                self.restoreState()
                super().showPage()
            super().save()

    return Numbered
