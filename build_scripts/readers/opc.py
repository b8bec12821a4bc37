"""The package that a Word or Excel file is: parts in a ZIP archive, or all of them in one flat XML file; read with bounds.

Nothing is extracted to disk, no entity is resolved, no part outside the package is fetched.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from typing import Any

from lxml import etree

from build_scripts.model import Refusal

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"  # the same words under the name of ISO 29500 Strict
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_RELS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
MAX_PART = 80 * 1024 * 1024
MAX_RATIO = 200


def unfolded(data: bytes) -> bytes:
    """A flat package (“Word XML 文档”) as the archive that it stands for."""
    root = parsed(data)
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as out:
        for part in root.iter(f"{_PKG}part"):
            held = part.find(f"{_PKG}xmlData")
            if held is not None and len(held):
                out.writestr(part.get(f"{_PKG}name", "").lstrip("/"), etree.tostring(held[0], encoding="utf-8"))
    return archive.getvalue()


def part_bytes(archive: zipfile.ZipFile, name: str) -> bytes:
    """One part; its size is looked at before a byte is inflated (80 KB can hold 80 MB)."""
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
    """One XML part as a tree."""
    return parsed(part_bytes(archive, name))


def parsed(content: bytes) -> Any:
    """XML without entities or a document type; raises ``Refusal``."""
    if b"<!DOCTYPE" in content[:2000] or b"<!ENTITY" in content[:20000]:
        raise Refusal("damaged", why="文件里有不允许的实体定义")
    try:
        content = content.replace(_STRICT, W[1:-1].encode())
        parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, remove_comments=True)
        root: Any = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise Refusal("damaged", why="文件里的 XML 损坏") from error
    if root.getroottree().docinfo.doctype:  # in UTF-16 the bytes above do not show it
        raise Refusal("damaged", why="文件里有不允许的实体定义")
    return root


def related(archive: zipfile.ZipFile, source: str) -> dict[str, str]:
    """Relationship id → name of the part, for the parts of this package that ``source`` names."""
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
    """The ``w:val`` of what stands there, "" when nothing does."""
    found = element.find(path)
    return found.get(f"{W}val", "") if found is not None else ""


def is_on(element: Any, path: str) -> bool | None:
    """Whether a switch (``w:vanish``, ``w:strike``) is on, off (``w:val="0"``), or not there."""
    found = element.find(path)
    return None if found is None else found.get(f"{W}val") not in ("0", "false", "off")
