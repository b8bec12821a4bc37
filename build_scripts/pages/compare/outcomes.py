"""Chart the outcomes of requests as parts of a whole: six outcomes of table 3 that add up to its （七）总计."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from build_scripts.indicators import IndicatorValue, add, indicator
from build_scripts.model import Agency, State
from build_scripts.pages.charts import ChartInfo, share_bars
from build_scripts.pages.compare.values import DOUBTED, numbers, state_word
from build_scripts.pages.history import absence_word
from build_scripts.render.blocks import Chart

Figures = Mapping[str, IndicatorValue]
YearFigures = tuple[int, Figures | None]  # ``None``: the archive has no report of the year
KEYS = ("granted", "granted-in-part", "refused", "unavailable", "not-processed", "other-outcome")


def by_year(agency: Agency, address: str, years: Sequence[YearFigures]) -> Chart | None:
    """Draw one row for each year of an agency, in the given order; ``address`` is that of the page with the chart."""
    rows: list[tuple[str, Sequence[Decimal] | None, str]] = []
    for year, figures in years:
        if figures is None:
            rows.append((f"{year} 年", None, absence_word(agency, year)))
            continue
        values = [figures[key] for key in KEYS]
        lacking = next((v.state for v in values if v.number is None), State.STATED.value)
        found = numbers(values)
        doubted = DOUBTED if any(v.doubts for v in values) else ""
        rows.append((f"{year} 年{doubted}", found, "" if found else state_word(lacking)))
    return share_bars(_chart_info(agency.name, address), [indicator(key).name for key in KEYS], rows)


def of_place(name: str, address: str, agencies: Sequence[Figures]) -> tuple[Chart | None, int]:
    """Return the chart of the sums over the agencies of a place that state all six outcomes, and their number."""
    complete = [figures for figures in agencies if _parts(figures)]
    sums: list[Decimal] = [add(parts) for parts in zip(*map(_parts, complete), strict=True)]
    if not sums:
        return None, 0
    doubted = sum(any(figures[key].doubts for key in KEYS) for figures in complete)
    rows = [(f"合计{DOUBTED}{doubted}" if doubted else "合计", sums, "")]
    return share_bars(_chart_info(name, address), [indicator(key).name for key in KEYS], rows), len(complete)


def _parts(figures: Figures) -> tuple[Decimal, ...]:
    return numbers([figures[key] for key in KEYS]) or ()


def _chart_info(subject: str, address: str) -> ChartInfo:
    return ChartInfo(subject, "申请办理结果构成", "件", address)
