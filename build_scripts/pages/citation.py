"""Cite a report: one line by GB/T 7714, and files for reference managers (BibTeX, RIS, CSL-JSON).

Unknown fields are left out. The day of access is the reader's: the line has a place for it, the files have none."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any, Protocol

from build_scripts.model import Agency, Source
from build_scripts.render.blocks import Inlines, Span

FILES = {"cite.bib": "BibTeX", "cite.ris": "RIS", "cite.json": "CSL-JSON"}
_SPECIAL = re.compile(r"([&%$#_{}])")


class Cited(Protocol):
    """The fields of a cited report: a ``Report``, or the store's data on a report without its text."""

    @property
    def title(self) -> str: ...
    @property
    def year(self) -> int: ...
    @property
    def published(self) -> date | None: ...
    @property
    def source(self) -> Source: ...


def title_of(report: Cited) -> str:
    return report.title or f"{report.year}年政府信息公开工作年度报告"


def citation(report: Cited, agency: Agency, url: str) -> Inlines:
    """Return the citation by GB/T 7714-2025: 责任者. 题名[R/OL]. (公布日期)[引用日期]. 获取路径. A script fills in the current day and
    the full address."""
    published = f"({report.published.isoformat()})" if report.published else ""
    return (
        f"{agency.name}. {title_of(report)}[R/OL]. {published}[",
        Span("引用日期", "today"),
        "]. ",
        Span(url, "here"),
        ".",
    )


def files(report: Cited, agency: Agency, url: str) -> dict[str, bytes]:
    """Return file name → content; ``url`` is "" when the site's own URL is not configured."""
    texts = (_bibtex(report, agency, url), _ris(report, agency, url), _csl(report, agency, url))
    return {name: text.encode("utf-8") for name, text in zip(FILES, texts, strict=True)}


def _bibtex(report: Cited, agency: Agency, url: str) -> str:
    fields = {
        "author": f"{{{_tex(agency.name)}}}",
        "title": _tex(title_of(report)),
        "institution": _tex(agency.name),
        "year": str(report.published.year) if report.published else "",
        "date": report.published.isoformat() if report.published else "",
        "url": url,
        "langid": "chinese",
        "note": f"原件 SHA-256 {report.source.sha256}",
    }
    lines = "".join(f"  {name} = {{{value}}},\n" for name, value in fields.items() if value)
    return f"@techreport{{{agency.agency_id}-{report.year},\n{lines}}}\n"


def _tex(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", " ".join(text.split()).replace("\\", "＼"))


def _ris(report: Cited, agency: Agency, url: str) -> str:
    fields = (
        ("TY", "RPRT"),
        ("AU", agency.name),
        ("TI", " ".join(title_of(report).split())),
        ("PB", agency.name),
        ("DA", f"{report.published:%Y/%m/%d}" if report.published else ""),
        ("LA", "zh-CN"),
        ("UR", url),
        ("N1", f"原件 SHA-256 {report.source.sha256}"),
    )
    return "".join(f"{tag}  - {value}\r\n" for tag, value in fields if value) + "ER  - \r\n"


def _csl(report: Cited, agency: Agency, url: str) -> str:
    day = report.published
    item: dict[str, Any] = {
        "id": f"{agency.agency_id}-{report.year}",
        "type": "report",
        "title": title_of(report),
        "author": [{"literal": agency.name}],
        "publisher": agency.name,
        "issued": {"date-parts": [[day.year, day.month, day.day]]} if day else None,
        "URL": url,
        "language": "zh-CN",
        "note": f"原件 SHA-256 {report.source.sha256}",
    }
    return json.dumps([{k: v for k, v in item.items() if v}], ensure_ascii=False, indent=1) + "\n"
