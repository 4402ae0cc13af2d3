"""Films from outside. They are kept as they came and only ever given to a player, so what is checked is their frame."""

from engine.platform.files.errors import BrokenFile

MOST_BOXES = 200_000


def check(data: bytes, kind: str) -> None:
    """Refuse a film that is cut off or has something glued to its end. Raises BrokenFile."""
    if kind == "MP4":
        _boxes(data)


def _boxes(data: bytes) -> None:
    """Walk the boxes of the file (ISO/IEC 14496-12, 4.2): they fill it exactly, and hold a film and its index."""
    at, seen = 0, set()
    for _ in range(MOST_BOXES):
        if at == len(data):
            break
        size, kind, header = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8], 8
        if size == 1:
            size, header = int.from_bytes(data[at + 8 : at + 16], "big"), 16
        elif size == 0:  # to the end of the file
            size = len(data) - at
        if size < header or at + size > len(data):
            raise BrokenFile
        seen.add(kind)
        at += size
    if at != len(data) or b"moov" not in seen or not {b"mdat", b"moof"} & seen:
        raise BrokenFile
