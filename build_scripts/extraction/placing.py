"""List all ways to assign the figures of a printed line to the columns of the form.

A line has one reading if the source proves the columns (ruled columns, as many cells as header names, tabs kept). Any
other line has several readings, and only an identity of the form may choose between them: see ``choose_reading``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import combinations

from build_scripts.forms import Identity
from build_scripts.model import GridCell
from build_scripts.wording import is_value, number

# maximum cells of a printed row: table 4 with last year beside it has 60, an old spreadsheet pads rows to 256. The ways
# to place a row grow with the square of its cells: a line of 8,000 tabs took 2 s, and no way is the right one.
MAX_CELLS = 300
CHOSEN_BY_SUM = "这一行的格数与表头不符，只有一种归列与勾稽关系相符，按它识别"
Values = tuple[GridCell | None, ...]
"""A value for each column of the form; ``None``: the line has no cell for it."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read a line. ``surplus``: figures that this reading assigns to no column."""

    values: Values
    surplus: tuple[GridCell, ...] = ()

    @property
    def filled(self) -> tuple[int, ...]:
        return tuple(at for at, value in enumerate(self.values) if value and value.text)


def place_in_columns(cells: Sequence[GridCell | None], order: Sequence[int], count: int) -> Values:
    """Return the cells in the columns ``order`` of a form with ``count`` columns; other columns are ``None``."""
    values: list[GridCell | None] = [None] * count
    for cell, column in zip(cells, order, strict=False):
        values[column] = cell
    return tuple(values)


def readings(run: Sequence[GridCell | None], order: Sequence[int], count: int) -> tuple[Reading, ...]:
    """Return all ways to assign a run of cells to the columns ``order``, from left to right.

    As many cells as columns, or no figure: one way. More cells: blank cells at the ends may be padding, and figures
    beyond the columns are surplus; of more than ``MAX_CELLS`` cells all are, and none can be placed. Fewer cells: some cells were not printed, and it is unknown which.
    """
    cells = [cell for cell in run if cell is not None]
    size = len(order)
    if len(cells) > MAX_CELLS:
        return (Reading((None,) * count, tuple(cell for cell in cells if cell.text)),) * 2  # none can be chosen
    if len(cells) > size:
        return _distinct(_windows(cells, order, count))
    return _distinct(
        Reading(place_in_columns(cells, [order[i] for i in places], count))
        for places in combinations(range(size), len(cells))
    )


def _windows(cells: Sequence[GridCell], order: Sequence[int], count: int) -> Iterator[Reading]:
    size = len(order)
    made = []
    for start in range(len(cells) - size + 1):
        outside = tuple(cell for cell in (*cells[:start], *cells[start + size :]) if cell.text)
        made.append(Reading(place_in_columns(cells[start : start + size], order, count), outside))
    least = min(len(reading.surplus) for reading in made)
    best = [reading for reading in made if len(reading.surplus) == least]
    # 8 | | | 0 | | | 2 | 6 | 3 with three columns, where a PDF spaced the digits of 263: the last three are no row
    yield from (made if any(is_value(cell.text) for reading in best for cell in reading.surplus) else best)


def _distinct(found: Iterator[Reading]) -> tuple[Reading, ...]:
    """Merge readings that assign the figures to the same columns."""
    return tuple({tuple((at, id(r.values[at])) for at in r.filled): r for r in reversed(list(found))}.values())[::-1]


# --------------------------------------------------------------------------- choosing a reading


def figure(value: GridCell | None) -> Decimal | None:
    return number(value.text) if value else None


def adds_up(values: Values, total: int) -> bool:
    """Return True if the total is printed and the other figures add up to it. No other figures: no proof."""
    parts = [n for at, value in enumerate(values) if at != total and (n := figure(value)) is not None]
    return bool(parts) and sum(parts) == figure(values[total])


def choose_reading(found: Sequence[Reading], total: int | None) -> tuple[Reading | None, str]:
    """Return the only valid reading and the reason to report; ``None`` if the reading is ambiguous."""
    if len(found) == 1:
        return found[0], ""
    if total is not None:
        sums = [reading for reading in found if adds_up(reading.values, total)]
        if len(sums) == 1:
            return sums[0], CHOSEN_BY_SUM
    return None, ""


def fits_columns(name: str, values: Values, others: Mapping[str, Values], identities: Sequence[Identity]) -> bool:
    """Return True if all column sums that include row ``name`` hold with these values. ``others`` are the rows already
    placed. A sum that needs an unplaced row proves nothing."""
    proven = False
    for identity in identities:
        keys = (*identity.left, *identity.right)
        if name not in keys or any(key != name and key not in others for key in keys):
            continue
        rows = {**others, name: values}
        for column in range(len(values)):
            left, right = (
                sum(figure(rows[key][column]) or Decimal(0) for key in side) for side in (identity.left, identity.right)
            )
            if left != right:
                return False
        proven = True
    return proven
