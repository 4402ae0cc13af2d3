"""What a file is, told by its first bytes and never by its name."""

# ISO base media brands of HEIC and HEIF still images (ISO/IEC 23008-12)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})

IMAGES = frozenset({"JPEG", "PNG", "WEBP", "HEIF"})


def kind_of(data: bytes) -> str | None:
    """`PDF`, or Pillow's name of the image format, or None when it is nothing we take."""
    if data.startswith(b"%PDF-"):
        return "PDF"
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "WEBP"
    if data[4:8] == b"ftyp" and data[8:12] in _HEIF_BRANDS:
        return "HEIF"
    return None
