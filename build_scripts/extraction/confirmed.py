"""Confirm rows whose figures stand clearly under the headers of an incompletely ruled table.

``readers.pdf.confidence`` finds these rows. If all sums of the form also hold, down each column and along the row, the
column of each figure is proven and its doubt is removed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from build_scripts.extraction.tables import Aligned
from build_scripts.forms import Identity
from build_scripts.model import Finding, Row
from build_scripts.readers.pdf.confidence import UNDER_HEADERS


def confirmed(aligned: Aligned, identities: Sequence[Identity], total: int) -> Aligned:
    """Return the table without the position doubts of rows that are clearly placed and add up."""
    rows = {row.key: row for row in aligned.table.rows}
    own = [identity for identity in identities if identity.table == aligned.table.key and identity.each == "column"]
    if not all(_holds(identity, rows) for identity in own):
        return aligned
    kept = tuple(f for f in aligned.findings if not (_is_clear(f) and _adds_up(rows[f.row], total)))
    return replace(aligned, findings=kept)


def _is_clear(found: Finding) -> bool:
    return found.code == "value.low-confidence" and dict(found.values).get("reason") == UNDER_HEADERS


def _holds(identity: Identity, rows: dict[str, Row]) -> bool:
    """Return True if the sum holds in each column; False if a row is not printed."""
    if any(not rows[key].label for key in (*identity.left, *identity.right)):
        return False
    sides = [
        [sum((cell.number or Decimal(0)) for cell in column)
         for column in zip(*(rows[key].cells for key in side), strict=True)]
        for side in (identity.left, identity.right)
    ]  # fmt: skip
    return sides[0] == sides[1]


def _adds_up(row: Row, total: int) -> bool:
    """Return True if the total is printed and equals the sum of the other figures."""
    parts = [cell.number for at, cell in enumerate(row.cells) if at != total and cell.number is not None]
    return bool(parts) and row.cells[total].number == sum(parts)
