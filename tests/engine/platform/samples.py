"""Files as people, phones and attackers send them."""

import struct
import zipfile
import zlib
from io import BytesIO

import pillow_heif
from PIL import Image, ImageDraw
from pypdf import PdfWriter
from pypdf.generic import DictionaryObject, NameObject, TextStringObject


def picture(width: int = 60, height: int = 40) -> Image.Image:
    """Red on its left half, white on the right, so that turning it shows."""
    image = Image.new("RGB", (width, height), "white")
    ImageDraw.Draw(image).rectangle((0, 0, width // 2 - 1, height), fill="red")
    return image


def encoded(kind: str, image: Image.Image | None = None, **options: object) -> bytes:
    out = BytesIO()
    (image or picture()).save(out, kind, **options)
    return out.getvalue()


def heic() -> bytes:
    out = BytesIO()
    pillow_heif.from_pillow(picture(128, 96)).save(out, quality=90)
    return out.getvalue()


def photo_with_exif() -> bytes:
    """A phone's JPEG: lying on its side (orientation 6) and carrying where it was taken."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[1] = "N"
    return encoded("JPEG", exif=exif)


def huge_png(width: int, height: int) -> bytes:
    """A small PNG that says it is very large."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def archive() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("word/document.xml", "<x/>")
    return out.getvalue()


def pdf(
    pages: int = 1, *, javascript: bool = False, password: str = "", attached: bool = False, locked: bool = False
) -> bytes:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(210, 297)
    if javascript:
        script = DictionaryObject(
            {NameObject("/S"): NameObject("/JavaScript"), NameObject("/JS"): TextStringObject("1")}
        )
        writer.root_object[NameObject("/OpenAction")] = script
    if attached:
        writer.add_attachment("x.exe", b"MZ")
    if password:
        writer.encrypt(user_password=password, owner_password="owner")
    elif locked:
        writer.encrypt(user_password="", owner_password="owner")
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_with_launch() -> bytes:
    """An action that starts a program, hidden directly inside a page."""
    writer = PdfWriter()
    page = writer.add_blank_page(210, 297)
    action = DictionaryObject({NameObject("/S"): NameObject("/Launch")})
    page[NameObject("/AA")] = DictionaryObject({NameObject("/O"): action})
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def pdf_with_packed_objects(streams: int, blanks: int) -> bytes:
    """A sound page, and beside it object streams that unpack to so many blanks."""
    out, offsets = bytearray(b"%PDF-1.7\n"), dict[int, int]()

    def add(number: int, body: bytes) -> None:
        offsets[number] = len(out)
        out.extend(b"%d 0 obj\n%b\nendobj\n" % (number, body))

    add(1, b"<</Type/Catalog/Pages 2 0 R>>")
    add(2, b"<</Type/Pages/Kids[3 0 R]/Count 1>>")
    add(3, b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 210 297]>>")
    for number in range(10, 10 + streams):
        packed = zlib.compress(b"%d 0 " % (number + 1000) + b" " * blanks + b"<<>>", 9)
        head = b"<</Type/ObjStm/N 1/First 8/Length %d/Filter/FlateDecode>>" % len(packed)
        add(number, head + b"stream\n" + packed + b"\nendstream")
    rows = {number: (1, place) for number, place in offsets.items()}
    rows |= {number + 1000: (2, number) for number in range(10, 10 + streams)}
    rows[5000] = (1, len(out))
    index = b" ".join(b"%d 1" % number for number in sorted(rows))
    table = b"".join(bytes([rows[n][0]]) + rows[n][1].to_bytes(4) + b"\0" for n in sorted(rows))
    add(
        5000,
        b"<</Type/XRef/W[1 4 1]/Index[%b]/Size 5001/Root 1 0 R/Length %d>>stream\n%b\nendstream"
        % (index, len(table), table),
    )
    return bytes(out) + b"startxref\n%d\n%%%%EOF" % offsets[5000]


def pdf_with_action(*objects: bytes) -> bytes:
    """A page whose opening runs object 4; more objects may follow it."""
    whole = (
        b"<</Type/Catalog/Pages 2 0 R/OpenAction 4 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>",
        *objects,
    )
    out, starts = b"%PDF-1.7\n", []
    for number, each in enumerate(whole, start=1):
        starts.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % start for start in starts)
    head = b"xref\n0 %d\n0000000000 65535 f \n" % (len(whole) + 1)
    tail = b"trailer\n<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(whole) + 1, len(out))
    return out + head + table + tail


def photo_with_damaged_exif() -> bytes:
    """A text stands where a number belongs: turning the picture upright fails in `struct`."""
    out, exif = BytesIO(), Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "x" * 20
    Image.new("RGB", (8, 8)).save(out, "JPEG", exif=exif)
    return out.getvalue().replace(b"\x01\x0e\x00\x02", b"\x01\x02\x00\x02")
