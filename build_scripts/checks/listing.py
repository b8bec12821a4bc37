"""Output of ``nianbao check``, by severity: errors, warnings, notes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from build_scripts import messages
from build_scripts.findings import catalogue, finding_with_message, message, severity
from build_scripts.model import Place, Refusal, Report, Severity

Checked = Sequence[tuple[Path, Report | Refusal]]
_WORDS = {Severity.ERROR: "必须核对", Severity.WARNING: "请留意", Severity.NOTE: "供参考"}


def where(place: Place | None) -> str:
    """Return ``第 3 页 第 2 张表 表内第 5 行 第 4 格``, without the unknown parts."""
    if place is None:
        return ""
    parts = [
        f"第 {place.page} 页" if place.page else "",
        f"第 {place.line} 行" if place.line else "",
        f"第 {place.table} 张表" if place.table else "",
        f"表内第 {place.row} 行" if place.row else "",
        f"第 {place.column} 格" if place.column else "",
    ]
    return " ".join(part for part in parts if part)


def as_text(checked: Checked) -> str:
    """Return the list for people. Files without findings are counted, not listed."""
    lines = []
    for path, result in checked:
        if isinstance(result, Refusal):
            lines.append(f"读不了　{path}：{messages.of(result)}")
    found = [(path, f) for path, result in checked if isinstance(result, Report) for f in result.findings]
    for level, word in _WORDS.items():
        for path, finding in found:
            if severity(finding) is level and not finding.answer:
                place = where(finding.place)
                lines.append(f"{word}　{path}{f'（{place}）' if place else ''}：{message(finding)}")
                lines.append(f"　　　　　代码 {finding.code}{f'，位置 {finding.location}' if finding.location else ''}")
                if level is Severity.ERROR:
                    lines.append(f"　　　　　办法：{catalogue()[finding.code].advice}")
    answered = sum(1 for _, finding in found if finding.answer)
    if answered:
        lines.append(f"另有 {answered} 条已有答复，不再列出。")
    clean = sum(1 for _, r in checked if isinstance(r, Report) and not r.findings)
    unread = sum(1 for _, r in checked if isinstance(r, Refusal))
    rest = f"，{unread} 个读不了" if unread else ""
    lines.append(f"共核对 {len(checked)} 个文件，其中 {clean} 个没有任何提示{rest}。")
    return "\n".join(lines) + "\n"


def as_json(checked: Checked) -> str:
    items: list[dict[str, Any]] = []
    for path, result in checked:
        if isinstance(result, Refusal):
            items.append({"file": path.as_posix(), "refused": result.code, "message": messages.of(result)})
        else:
            found = [finding_with_message(f) | {"spot": f.location} for f in result.findings]
            items.append({"file": path.as_posix(), "sha256": result.source.sha256, "findings": found})
    return json.dumps(items, ensure_ascii=False, indent=1) + "\n"


def as_github(checked: Checked) -> str:
    """Return one annotation a line; ``%``, line breaks, commas and colons are escaped as GitHub requires."""
    levels = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}
    lines = []
    for path, result in checked:
        file = _property(path.as_posix())
        if isinstance(result, Refusal):
            lines.append(f"::error file={file}::{_message(messages.of(result))}")
            continue
        for f in result.findings:
            line = f",line={f.place.line}" if f.place and f.place.line else ""
            title = _property(catalogue()[f.code].title)
            lines.append(f"::{levels[severity(f)]} file={file}{line},title={title}::{_message(message(f))}")
    return "".join(line + "\n" for line in lines)


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(text).replace(":", "%3A").replace(",", "%2C")
