"""Count the findings on reports that were read correctly, and how many of them are true.

    python benchmarks/findings.py [FOLDER …]

A folder holds originals with their expected content in ``NAME.json`` beside them or in ``truth/`` (the format of
``nianbao convert --json``). Only reports whose every cell equals the printed one are counted. Findings that the truth
file can judge are judged by it; others by ``JUDGED``, where a person noted what the original prints; the rest is
printed file by file for judgement. The exit status is 1 when a finding is known to be false."""

from __future__ import annotations

import json
import logging
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from build_scripts.checks import check
from build_scripts.content.registry import Registry, read_registry
from build_scripts.extraction.extract import read
from build_scripts.extraction.identify import identify
from build_scripts.findings import message
from build_scripts.model import Finding, Refusal, Report
from build_scripts.serialize import to_json
from build_scripts.wording import fold

ROOT = Path(__file__).parent.parent
FOLDERS = (ROOT / "tests/fixtures/reports",)
IDENTITIES = {
    "t3.rowsum": "requests.row-total",
    "t3.results": "requests.results",
    "t3.flow": "requests.flow",
    "t4.total": "review.total",
}
TABLES = {"proactive": "table2", "requests": "table3", "review": "table4"}
TRUE, FALSE, NEEDLESS, OPEN = "true", "false", "needless", "unjudged"
# These findings quote the original, the register or the file name, and state nothing more.
QUOTES = (
    *("agency.unresolved", "agency.inferred", "year.conflict", "label.variant", "section.thin", "section.assessment"),
    *("table.form", "table.columns", "table.misplaced", "table.unclaimed", "row.surplus", "value.unreadable"),
    *("source.hidden", "source.comments"),
)
# Findings about a cell or row that may be read correctly all the same.
DOUBTS = ("value.low-confidence", "row.total-missing")
# (file, code) → a person's judgement from the original
JUDGED = {("k13_blank_form_no_title.txt", "table.unplaced"): TRUE}


def verdict(finding: Finding, report: Report, truth: dict[str, Any]) -> str:
    """Return what is known of one finding on a report whose cells all equal the printed ones."""
    code = finding.code
    if code in IDENTITIES.values():
        listed = Counter(IDENTITIES.get(f if isinstance(f, str) else f["id"], "") for f in truth["identity_failures"])
        return TRUE if listed[code] >= sum(f.code == code for f in report.findings) else FALSE
    cells = _cells(truth.get(TABLES.get(finding.table, ""), {}))
    if code in ("table.missing", "table.blank"):
        return FALSE if any(cells) else TRUE
    if code == "table.truncated":
        return TRUE if None in cells or not cells else FALSE
    if code == "published.unknown":
        return FALSE if truth.get("published_date") else TRUE
    if code in DOUBTS and finding.table:
        return NEEDLESS
    return TRUE if code in QUOTES else JUDGED.get((report.source.name, code), OPEN)


def _cells(table: Any) -> list[str | None]:
    rows = table.values() if isinstance(table, dict) else [table]
    return [cell for row in rows for cell in row]


def as_printed(found: dict[str, Any], truth: dict[str, Any]) -> bool:
    """Return whether every cell in the truth file has the expected value."""
    pairs = [(found["table4"], truth.get("table4") or [])]
    for table in ("table2", "table3"):
        pairs += [(found[table].get(key, []), row) for key, row in truth.get(table, {}).items()]
    return all([fold(a or "") for a in got] == [fold(b or "") for b in want] for got, want in pairs if want)


def reports(folder: Path, registry: Registry) -> Iterator[tuple[Report, dict[str, Any]]]:
    """Yield the correctly read reports of a folder, each with its truth."""
    for path in sorted(folder.iterdir()):
        truths = [folder / "truth" / f"{path.stem}.json", path.with_suffix(".json")]
        known = next((p for p in truths if p.is_file()), None)
        if path.is_file() and path.suffix != ".json" and known is not None:
            truth = json.loads(known.read_text(encoding="utf-8"))
            try:
                report = check(identify(read(path.read_bytes()), path.name, registry))
            except Refusal:
                continue
            if as_printed(to_json(report), truth):
                yield report, {"identity_failures": []} | truth


def main(folders: list[Path]) -> int:
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    counts: dict[str, Counter[str]] = {}
    looked = 0
    for folder in folders:
        for report, truth in reports(folder, read_registry(ROOT / "content/agencies.csv")):
            looked += 1
            for finding in report.findings:
                known = verdict(finding, report, truth)
                counts.setdefault(finding.code, Counter())[known] += 1
                if known in (OPEN, FALSE):
                    print(f"{known:9} {report.source.name}: {finding.code} {finding.location} {message(finding)}")
    print(f"{'code':24}{'all':>6}" + "".join(f"{word:>10}" for word in (TRUE, FALSE, NEEDLESS, OPEN)))
    for code, found in sorted(counts.items()):
        print(f"{code:24}{found.total():6}" + "".join(f"{found[word]:10}" for word in (TRUE, FALSE, NEEDLESS, OPEN)))
    print(f"{looked} reports read rightly")
    return int(any(found[FALSE] for found in counts.values()))


if __name__ == "__main__":
    sys.exit(main([Path(argument) for argument in sys.argv[1:]] or list(FOLDERS)))
