"""Read the package of a Word or Excel file, parts in a ZIP archive or in one flat XML file, with size limits.

Nothing is extracted to disk, no entity is resolved, and no part outside the package is loaded.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree

from build_scripts.model import Refusal

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
# the same vocabulary under the ISO 29500 Strict namespace
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MAX_PART = 80 * 1024 * 1024
MAX_RATIO = 200


def zip_from_flat(data: bytes) -> bytes:
    """Convert a flat package (“Word XML 文档”) into the equivalent archive."""
    root = parsed(data)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        for part in root.iter(f"{_PKG}part"):
            held = part.find(f"{_PKG}xmlData")
            if held is not None and len(held):
                out.writestr(part.get(f"{_PKG}name", "").lstrip("/"), etree.tostring(held[0], encoding="utf-8"))
    return archive.getvalue()


def part_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return one part. Its size is checked before any byte is decompressed (80 KB can hold 80 MB)."""
    info = archive.getinfo(name)
    if info.flag_bits & 1:
        raise Refusal("encrypted")
    if info.file_size > MAX_PART or info.file_size > MAX_RATIO * max(info.compress_size, 1) + 1_000_000:
        raise Refusal("inflating")
    with archive.open(info) as stream:
        content = stream.read(MAX_PART + 1)
    if len(content) > MAX_PART:
        raise Refusal("inflating")
    return content


def part(archive: zipfile.ZipFile, name: str) -> Any:
    """Return one XML part as a tree."""
    return parsed(part_bytes(archive, name))


def parsed(content: bytes) -> Any:
    """Parse XML without entities or a document type; raises ``Refusal``."""
    if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content[:20000]:
        raise Refusal("damaged", why="文件里有不允许的实体定义")
    try:
        content = content.replace(_STRICT, W[1:-1].encode())
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        root: Any = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refusal("damaged", why="文件里的 XML 损坏") from error
    if root.getroottree().docinfo.doctype:  # UTF-16 hides the declaration from the byte check above
        raise Refusal("damaged", why="文件里有不允许的实体定义")
    return root


def relationships(archive: zipfile.ZipFile, source: str) -> dict[str, str]:
    """Return relationship id → part name, for the parts of this package that ``source`` references."""
    folder, name = posixpath.split(source)
    rels = f"{folder}/_rels/{name}.rels"
    if rels not in archive.namelist():
        return {}
    found = {}
    for item in part(archive, rels).iter(f"{_RELS}Relationship"):
        if item.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join(folder, item.get("Target", "")))
            found[item.get("Id", "")] = target.lstrip("/")
    return found


def val(element: Any, path: str) -> str:
    """Return the ``w:val`` of the element at ``path``, "" if there is none."""
    found = element.find(path)
    return found.get(f"{W}val", "") if found is not None else ""


def is_on(element: Any, path: str) -> bool | None:
    """Return whether a switch (``w:vanish``, ``w:strike``) is on, off (``w:val="0"``), or missing (``None``)."""
    found = element.find(path)
    return None if found is None else found.get(f"{W}val") not in ("0", "false", "off")
