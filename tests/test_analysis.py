"""The worked examples of ``docs/analysis`` run as they stand, and say the same."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import duckdb
import pytest
from test_open_data import YEARS, published

DOCS = Path(__file__).parent.parent / "docs/analysis"
__all__ = ["published"]

Rates = dict[tuple[int, str], tuple[int, int, int]]  # (year, county) → granted, decided, reports


def steps(name: str, language: str, site: Path) -> list[str]:
    """The code of a page, with the folder of the data and the years that are there."""
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8").replace("site/data", (site / "data").as_posix())
    text = text.replace("[2023, 2024]", str(list(YEARS))).replace("c(2023, 2024)", f"c{YEARS}")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def by_pandas(published: Path) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for step in steps("pandas", "python", published):
        exec(step, made)
    return made


def rates(made: dict[str, Any]) -> Rates:
    return {at: (int(row.granted), int(row.decided), int(row.reports)) for at, row in made["rate"].iterrows()}


def test_pandas_counts_states_and_tells_the_denominator(
    by_pandas: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    states = by_pandas["states"]
    assert states.sum() == len(by_pandas["received"]) and {"stated", "blank"} <= {state for _, state in states.index}
    found = rates(by_pandas)
    assert found and all(granted <= decided for granted, decided, _ in found.values())
    assert all(n <= 7 for *_, n in found.values())  # seven agencies a county


def test_duckdb_says_what_pandas_says(published: Path, by_pandas: dict[str, Any]) -> None:
    db = duckdb.connect()
    tables, states, rate, bars = steps("duckdb", "sql", published)
    db.execute(tables)
    counted = {(int(year), state): n for year, state, n in db.sql(states).fetchall()}
    assert counted == {(int(year), state): n for (year, state), n in by_pandas["states"].items()}
    assert {(int(y), c): (int(g), int(d), n) for y, c, g, d, n, _ in db.sql(rate).fetchall()} == rates(by_pandas)
    assert all("█" in bar for _, bar, requests in db.sql(bars).fetchall() if requests)


def test_r_says_what_pandas_says(published: Path, by_pandas: dict[str, Any], tmp_path: Path) -> None:
    """Where R is installed; elsewhere that its code names the same files, rows and columns."""
    code = steps("r", "r", published)
    r = shutil.which("Rscript")
    if r is None:
        text = "".join(code)
        assert all(f'"{word}"' in text for word in ("cells", "reports", "requests", "total", "3.1", "3.7", "stated"))
        assert text.count("(") == text.count(")") and text.count("{") == text.count("}")
        return
    told = 'cat(sprintf("%s|%s|%d|%d|%d\\n", rate$year, rate$county, rate$value.granted, rate$value.decided, rate$reports), sep = "")'
    script = tmp_path / "example.R"
    script.write_text("\n".join([f'pdf("{(tmp_path / "plot.pdf").as_posix()}")', *code, told]), encoding="utf-8")
    done = subprocess.run([r, str(script)], capture_output=True, text=True, encoding="utf-8", check=True)
    lines = [line.split("|") for line in done.stdout.splitlines() if line.count("|") == 4]
    assert {(int(y), c): (int(g), int(d), int(n)) for y, c, g, d, n in lines} == rates(by_pandas)
