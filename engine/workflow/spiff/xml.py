"""Reading XML that came from outside: no DOCTYPE, no entities, no network, bounded in size and depth."""

import re
from typing import cast

from lxml import etree

from engine.platform.errors import AppError

MAX_BYTES = 2 * 1024 * 1024
MAX_DEPTH = 64

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
CERTFLOW = "urn:certflow:bpmn:1"
NAMES = {"bpmn": BPMN, "bpmndi": DI, "dc": DC, "di": DD, "certflow": CERTFLOW}

_DOCTYPE = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)


class RefusedXml(AppError):
    """A file that is not read. `reason` is a Chinese clause."""

    code, status = "refused_xml", 422
    message = "文件无法读取：{reason}。"


def read(data: bytes) -> etree._Element:
    """The root element of a UTF-8 document. Raises RefusedXml; nothing is resolved or fetched on the way."""
    if len(data) > MAX_BYTES:
        raise RefusedXml(reason=f"文件超过 {MAX_BYTES // 1024 // 1024} MB")
    if b"\0" in data or data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise RefusedXml(reason="文件须为 UTF-8 编码")
    if re.match(
        rb"\s*<\?xml[^>]*encoding\s*=\s*['\"](?!utf-8['\"])", data.removeprefix(b"\xef\xbb\xbf"), re.IGNORECASE
    ):
        raise RefusedXml(reason="文件须为 UTF-8 编码")
    if _DOCTYPE.search(data):
        raise RefusedXml(reason="不接受 DOCTYPE 或实体声明")
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        line = error.lineno or 1
        raise RefusedXml(reason=f"第 {line} 行不是有效的 XML") from None
    if _depth(root) > MAX_DEPTH:
        raise RefusedXml(reason=f"嵌套超过 {MAX_DEPTH} 层")
    return root


def _depth(root: etree._Element) -> int:
    deepest, stack = 1, [(root, 1)]
    while stack:
        node, level = stack.pop()
        deepest = max(deepest, level)
        stack.extend((child, level + 1) for child in node)
    return deepest


def find(node: etree._Element, path: str) -> list[etree._Element]:
    """Elements by XPath with the prefixes of NAMES."""
    return cast("list[etree._Element]", node.xpath(path, namespaces=NAMES))


def local(node: etree._Element) -> str:
    """The name of an element without its namespace."""
    return str(etree.QName(node).localname)
