"""Describe the data for programs: data packages (one for each year, and an index), a DCAT catalogue, a BagIt bag.

They are written after every other file, because each contains sizes and digests of all files. Nothing in them comes
from the clock: ``created`` is the day of the newest change."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from build_scripts.exports.columns import FILES, FORMAT
from build_scripts.exports.document import LICENCE, software
from build_scripts.exports.page import WHOLE

PROFILE = "https://datapackage.org/profiles/2.0/datapackage.json"
LICENCES = [{"name": LICENCE, "path": "https://creativecommons.org/publicdomain/zero/1.0/", "title": "CC0 1.0"}]
TITLE = "政府信息公开工作年度报告数据"
DESCRIPTION = "各级行政机关政府信息公开工作年度报告的全部表格数字，逐格可查到原件位置；空白、斜线、无此格与 0 分开。"
KEYWORDS = ["政府信息公开", "年度报告", "依申请公开"]
SOURCE = {"title": "各级行政机关公布的政府信息公开工作年度报告；每份的出处见 versions.csv"}
BAG = "data/bagit.txt"
_WHOLE = ("data/agencies.csv", "data/dictionary.csv", "data/data/originals.csv", "data/make_sqlite.py")
_TABLES = {"table.csv": "table"} | {file: file.removesuffix(".csv") for file in FILES}
_PART = re.compile(r"(cells|totals|reports)-([a-z0-9]+)\.(csv|jsonl)")
_MEDIA = {
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "json": "application/json",
    "parquet": "application/vnd.apache.parquet",
    "py": "text/x-python",
    "txt": "text/plain",
}


@dataclass(frozen=True, slots=True)
class Published:
    """A file below ``data/``: its site address, its size in bytes, its SHA-256."""

    address: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class PackageContext:
    """The content of packages besides the files.

    ``site_url`` is "" if not configured; ``changed`` is the day of the newest change of each year, "" if none is
    recorded; ``places`` are the names of places by code."""

    site_url: str
    changed: Mapping[int, str]
    places: Mapping[str, str]

    @property
    def created(self) -> str:
        return max(self.changed.values(), default="")


# --------------------------------------------------------------------------- data packages


def year_package(year: int, files: Sequence[Published], context: PackageContext) -> bytes:
    """Return the data package of the files ``data/<year>/…``."""
    resources = []
    for file in files:
        name = file.address.removeprefix(f"data/{year}/")
        if part := _PART.fullmatch(name):
            kind, code, ending = part.groups()
            place = context.places.get(code, code)
            if ending == "csv":
                title = f"{place}：{FILES[f'{kind}-*.csv'][1]}"
                resources.append(_resource(f"{kind}-{year}-{code}", name, title, file, kind))
            else:
                resources.append(_resource(f"full-{year}-{code}", name, f"{place}：报告全文，每份一行", file))
        elif name in WHOLE and name != "datapackage.json":
            stem = name.split(".")[0]
            schema = _TABLES.get(name.removesuffix(".gz"), "cells" if stem == "cells" else "")
            key = "-".join([stem, str(year), *name.removesuffix(".csv").split(".")[1:]])
            resources.append(_resource(key, name, WHOLE[name], file, schema))
    return _package(f"nianbao-{year}", f"{year} 年度{TITLE}", resources, context.changed.get(year, ""), context)


def index_package(files: Sequence[Published], context: PackageContext) -> bytes:
    """Return the data package of the files that belong to no year, and of the packages of the years."""
    resources = []
    for file in files:
        name = file.address.removeprefix("data/")
        if name == "agencies.csv":
            resources.append(_resource("agencies", name, FILES[name][1], file, "agencies"))
        elif name == "dictionary.csv":
            resources.append(_resource("dictionary", name, "数据字典，中文和英文", file, "dictionary"))
        elif name == "make_sqlite.py":
            resources.append(
                _resource("make-sqlite", name, "用这些文件做成 SQLite 数据库 nianbao.sqlite（Python 程序）", file)
            )
        elif name == "data/originals.csv":
            resources.append(_resource("originals", name, "全部原件的目录：每份一行", file, "versions"))
        elif name == "schema/report.schema.json":
            resources.append(_resource("report-schema", name, "report.json 的格式（JSON Schema）", file))
        elif match := re.fullmatch(r"(\d{4})/datapackage\.json", name):
            resources.append(_resource(f"year-{match[1]}", name, f"{match[1]} 年度的文件（Data Package）", file))
    return _package("nianbao", TITLE, resources, context.created, context)


def _package(name: str, title: str, resources: Sequence[Any], created: str, context: PackageContext) -> bytes:
    package = {
        "$schema": PROFILE,
        "name": name,
        "title": title,
        "description": DESCRIPTION,
        "version": FORMAT,
        "created": f"{created}T00:00:00Z" if created else "",
        "homepage": f"{context.site_url.rstrip('/')}/data/" if context.site_url else "",
        "licenses": LICENCES,
        "sources": [SOURCE],
        "contributors": [{"title": "年报馆", "roles": ["publisher"]}],
        "keywords": KEYWORDS,
        "software": software(),
        "citation": "用法和引用格式见 CITATION.cff；请注明公布报告的机关和年度",
        "resources": resources,
    }
    return _json({key: value for key, value in package.items() if value})


def _resource(name: str, path: str, title: str, file: Published, schema: str = "") -> dict[str, Any]:
    """Return a resource; with a schema it is a table."""
    packed = path.endswith(".gz")
    ending = path.removesuffix(".gz").rpartition(".")[2]
    found: dict[str, Any] = {"name": name, "title": title, "path": path, "format": ending}
    if schema and ending == "csv":
        found |= {"type": "table", "schema": f"schema/{schema}.json"}
    elif ending in ("parquet", "py") or path.startswith("schema/"):
        found["type"] = "file"  # programs that guess the type by the name get these wrong
    found["mediatype"] = "application/gzip" if packed else _MEDIA[ending]
    if packed:
        found["compression"] = "gz"
    if ending in ("csv", "jsonl", "json", "txt"):
        found["encoding"] = "utf-8"
    return found | {"bytes": file.size, "hash": f"sha256:{file.sha256}"}


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


# --------------------------------------------------------------------------- DCAT


def catalogue(years: Mapping[int, Sequence[Published]], index: Sequence[Published], context: PackageContext) -> bytes:
    """Return ``catalog.jsonld`` (DCAT 3): one dataset for the whole archive and one for each year."""
    base = f"{context.site_url.rstrip('/')}/data/" if context.site_url else ""
    whole = [file for file in index if file.address in _WHOLE]
    datasets = [_dataset("", TITLE, whole, context.created, base)]
    for year, files in sorted(years.items(), reverse=True):
        of_year = [file for file in files if file.address.rpartition("/")[2] in WHOLE]
        made = _dataset(f"{year}/", f"{year} 年度{TITLE}", of_year, context.changed.get(year, ""), base)
        datasets.append(
            made | {"temporal": {"@type": "dct:PeriodOfTime", "startDate": f"{year}-01-01", "endDate": f"{year}-12-31"}}
        )
    ld_context = {
        "@vocab": "http://www.w3.org/ns/dcat#",
        "dct": "http://purl.org/dc/terms/",
        "spdx": "http://spdx.org/rdf/terms#",
        "xsd": "http://www.w3.org/2001/XMLSchema#",
        **{term: f"dct:{term}" for term in ("title", "description", "publisher", "language", "temporal")},
        "modified": {"@id": "dct:modified", "@type": "xsd:date"},
        "startDate": {"@type": "xsd:date"},
        "endDate": {"@type": "xsd:date"},
        "license": {"@id": "dct:license", "@type": "@id"},
        **{term: {"@type": "@id"} for term in ("downloadURL", "accessURL", "landingPage", "mediaType")},
    }
    publisher = {"@type": "http://xmlns.com/foaf/0.1/Agent", "http://xmlns.com/foaf/0.1/name": "年报馆"}
    catalog = {
        "@context": ld_context,
        "@id": base or "./",
        "@type": "Catalog",
        "title": TITLE,
        "description": DESCRIPTION,
        "language": "zh-CN",
        "license": LICENCES[0]["path"],
        "publisher": publisher,
        "dataset": datasets,
    }
    return _json(catalog)


def _dataset(path: str, title: str, files: Sequence[Published], changed: str, base: str) -> dict[str, Any]:
    here = f"{base}{path}" or "./"
    made = {
        "@id": f"{here}#dataset",
        "@type": "Dataset",
        "title": title,
        "description": DESCRIPTION,
        "keyword": KEYWORDS,
        "license": LICENCES[0]["path"],
        "landingPage": here,
        "version": FORMAT,
        "modified": changed,
        "distribution": [_distribution(file, base) for file in files],
    }
    return {key: value for key, value in made.items() if value}


def _distribution(file: Published, base: str) -> dict[str, Any]:
    name = file.address.removeprefix("data/")
    url = base + name
    ending = name.removesuffix(".gz").rpartition(".")[2]
    made = {
        "@type": "Distribution",
        "title": name,
        "accessURL": url,
        "downloadURL": url,
        "mediaType": f"https://www.iana.org/assignments/media-types/{_MEDIA[ending]}",
        "byteSize": file.size,
        "license": LICENCES[0]["path"],
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": file.sha256,
        },
    }
    if name.endswith(".gz"):
        made["compressFormat"] = {"@id": "https://www.iana.org/assignments/media-types/application/gzip"}
    return made


# --------------------------------------------------------------------------- BagIt

# The payload of the bag ``data/`` is the register of all originals; every other file is a tag file with a digest.
PAYLOAD = "data/data/"


def bag(files: Sequence[Published], context: PackageContext) -> Iterator[tuple[str, bytes]]:
    """Yield the files that make ``data/`` a BagIt bag (RFC 8493). ``files`` are all files below ``data/`` that are not
    part of the bag itself."""
    payload = [file for file in files if file.address.startswith(PAYLOAD)]
    info = {
        "Source-Organization": "年报馆",
        "External-Description": f"{TITLE}。data/originals.csv 是全部原件的目录，其余是从原件读出的数据，校验值在 tagmanifest-sha256.txt",
        "External-Identifier": f"{context.site_url.rstrip('/')}/data/" if context.site_url else "",
        "Bagging-Date": context.created,
        "Payload-Oxum": f"{sum(file.size for file in payload)}.{len(payload)}",
        "Bag-Software-Agent": " ".join(software().values()),
    }
    yield BAG, b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    yield "data/bag-info.txt", "".join(f"{key}: {value}\n" for key, value in info.items() if value).encode()
    yield "data/manifest-sha256.txt", _digests(payload)


def tag_manifest(files: Sequence[Published]) -> tuple[str, bytes]:
    """Return the digests of all files that are no payload, including the bag's own files."""
    return TAGS, _digests([file for file in files if not file.address.startswith(PAYLOAD) and file.address != TAGS])


TAGS = "data/tagmanifest-sha256.txt"
DESCRIBING_FILES = frozenset(
    (BAG, "data/bag-info.txt", "data/manifest-sha256.txt", TAGS, "data/catalog.jsonld")
)  # they refer to all other files


def _digests(files: Sequence[Published]) -> bytes:
    lines = (f"{file.sha256}  {file.address.removeprefix('data/')}\n" for file in files)
    return "".join(sorted(lines, key=lambda line: line[66:])).encode()
