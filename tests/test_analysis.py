"""Run the worked examples of ``docs/analysis`` unchanged and compare their results."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from browser import Served
from test_open_data import YEARS, published

DOCS = Path(__file__).parent.parent / "docs/analysis"
__all__ = ["published"]

Where = tuple[int, str, str, str]  # year, province, city, county
Rates = dict[Where, tuple[int, int, int]]  # granted, decided, reports


def steps(name: str, language: str, data: str) -> list[str]:
    """Return the code of a page with the folder or address of the data and the available years filled in."""
    text = (DOCS / f"{name}.md").read_text(encoding="utf-8").replace("site/data", data)
    text = text.replace("[2023, 2024]", str(list(YEARS))).replace("c(2023, 2024)", f"c{YEARS}")
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.fixture(scope="module")
def by_pandas(published: Path) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for step in steps("pandas", "python", (published / "data").as_posix()):
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


def test_pandas_reads_an_address_as_it_reads_a_folder(
    published: Path, serve: Callable[[Path], Served], by_pandas: dict[str, Any]
) -> None:
    made: dict[str, Any] = {}
    for step in steps("pandas", "python", serve(published).url + "data"):
        exec(step, made)
    assert rates(made) == rates(by_pandas) and made["states"].equals(by_pandas["states"])


def test_duckdb_says_what_pandas_says(published: Path, by_pandas: dict[str, Any]) -> None:
    db = duckdb.connect()
    tables, states, rate, bars = steps("duckdb", "sql", (published / "data").as_posix())
    db.execute(tables)
    counted = {(int(year), state): n for year, state, n in db.sql(states).fetchall()}
    assert counted == {(int(year), state): n for (year, state), n in by_pandas["states"].items()}
    found = {(int(y), *where): (int(g), int(d), n) for y, *where, g, d, n, _ in db.sql(rate).fetchall()}
    assert found == rates(by_pandas)
    assert all("█" in bar for *_, bar, requests in db.sql(bars).fetchall() if requests)


TOLD = """
cat("states", unlist(lapply(seq_len(nrow(received)), function(n) paste(received$year[n], received$state[n]))), sep = "|")
for (n in seq_len(nrow(rate))) cat("\\nrate", unlist(rate[n, c("year", place, "value.granted", "value.decided", "reports")]), sep = "|")
"""


@pytest.mark.parametrize("locale", ["C.UTF-8", "C"])  # C: as on systems whose default encoding is not UTF-8 (Windows)
def test_r_says_what_pandas_says(
    published: Path, serve: Callable[[Path], Served], by_pandas: dict[str, Any], tmp_path: Path, locale: str
) -> None:
    """Run the R code where R is installed; elsewhere check that it names the same files, rows and columns."""
    data = (published / "data").as_posix() if locale == "C" else serve(published).url + "data"
    code = steps("r", "r", data)
    r = shutil.which("Rscript")
    if r is None:
        text = "".join(code)
        assert all(f'"{word}"' in text for word in ("cells", "reports", "requests", "total", "3.1", "3.7", "stated"))
        assert text.count("(") == text.count(")") and text.count("{") == text.count("}")
        assert "download.file(" in text and 'encoding = "UTF-8"' in text and "gzcon(url(path" not in text
        return
    plot = tmp_path / "plot.pdf"
    text = "\n".join([f'pdf("{plot.as_posix()}")', *code, "invisible(dev.off())", TOLD])
    script = tmp_path / "example.R"
    script.write_text(text, encoding="utf-8")
    environment = os.environ | {"LC_ALL": locale}
    done = subprocess.run([r, str(script)], capture_output=True, encoding="utf-8", env=environment, check=True)
    lines = [_characters(line).split("|") for line in done.stdout.splitlines()]
    states = next(rest for kind, *rest in lines if kind == "states")
    counted = {(int(year), state): n for pair, n in Counter(states).items() for year, state in [pair.split()]}
    assert counted == dict(by_pandas["states"].items())
    told = [rest for kind, *rest in lines if kind == "rate"]
    found = {(int(y), *where): (int(g), int(d), int(n)) for y, *where, g, d, n in told}
    assert found == rates(by_pandas)
    assert plot.stat().st_size > 1000


def _characters(text: str) -> str:
    """Decode what R prints for a character that its locale lacks: ``<U+4E2D>``."""
    return re.sub(r"<U\+([0-9A-F]{4,6})>", lambda m: chr(int(m[1], 16)), text)
