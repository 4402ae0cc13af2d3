"""What a file is, told by its first bytes and never by its name."""

# ISO base media brands of HEIC and HEIF still images (ISO/IEC 23008-12)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1"})

# ISO base media brands of films (ISO/IEC 14496-12 and -14), as phones, editors and ffmpeg write them
_FILM_BRANDS = frozenset(
    {b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"dash", b"MSNV"}
)

IMAGES = frozenset({"JPEG", "PNG", "WEBP", "HEIF"})
VIDEOS = {"MP4": "video/mp4", "WEBM": "video/webm"}


def kind_of(data: bytes) -> str | None:
    """`PDF`, `MP4`, `WEBM`, or Pillow's name of the image format, or None when it is nothing we take."""
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
    if data[4:8] == b"ftyp" and data[8:12] in _FILM_BRANDS:
        return "MP4"
    if data.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in data[:128]:
        return "WEBM"
    return None
