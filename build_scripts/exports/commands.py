"""Commands that answer one example question; the data page shows them, and a test runs them.

The question: how many requests did the counties of a province receive each year, and how many agencies left the cell
blank?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from build_scripts.exports.columns import form_cells, wide_columns

# Used while the site's URL is not configured; a script of the page inserts the actual address.
PLACEHOLDER_URL = "https://本站网址/"
CELL = ("requests", "1", "total")


@dataclass(frozen=True, slots=True)
class Example:
    """The URL of the site, the years (oldest first), the province."""

    site: str
    years: Sequence[int]
    province: str

    @property
    def base(self) -> str:
        return (self.site.rstrip("/") + "/" if self.site else PLACEHOLDER_URL) + "data"


def pandas_command(example: Example) -> str:
    table, row, column = CELL
    years = ", ".join(map(str, example.years))
    return f"""import pandas as pd
base, years = "{example.base}", [{years}]
def load(name): return pd.concat(pd.read_csv(f"{{base}}/{{y}}/{{name}}.csv.gz", dtype=str, keep_default_na=False) for y in years)
cells = load("cells").merge(load("reports")[["report", "province", "city", "county"]], on="report")
asked = cells.query("current == '1' and province == '{example.province}' and table == '{table}' and row == '{row}' and column == '{column}'")
asked = asked.assign(value=pd.to_numeric(asked["value"]))
print(asked.groupby(["year", "city", "county"]).agg(received=("value", "sum"), stated=("value", "count"), blank=("state", lambda s: (s == "blank").sum())).to_string())"""


def duckdb_command(example: Example) -> str:
    table, row, column = CELL
    cells, reports = (
        "[" + ", ".join(f"'{example.base}/{year}/{name}.csv.gz'" for year in example.years) + "]"
        for name in ("cells", "reports")
    )
    return f"""SELECT c.year, r.city, r.county, coalesce(sum(c.value), 0) AS received, count(c.value) AS stated, count(*) FILTER (c.state = 'blank') AS blank
FROM read_csv({cells}, types = {{'row': 'VARCHAR', 'value': 'DOUBLE', 'raw': 'VARCHAR', 'read_raw': 'VARCHAR', 'read_state': 'VARCHAR', 'doubts': 'VARCHAR', 'unit': 'VARCHAR'}}) AS c
JOIN read_csv({reports}, all_varchar = true) AS r USING (report)
WHERE c.current = 1 AND r.province = '{example.province}' AND c."table" = '{table}' AND c."row" = '{row}' AND c."column" = '{column}'
GROUP BY ALL ORDER BY ALL;"""


def r_command(example: Example) -> str:
    """Return the commands in base R. Each file is downloaded first, because ``gzcon(url(…))`` reads only the first
    member of a gzip file."""
    table, row, column = CELL
    years = ", ".join(map(str, example.years))
    return f"""base <- "{example.base}"
load_year <- function(year, name) {{
  copy <- tempfile(fileext = ".csv.gz")
  download.file(sprintf("%s/%d/%s.csv.gz", base, year, name), copy, mode = "wb", quiet = TRUE)
  read.csv(copy, colClasses = "character", check.names = FALSE, na.strings = character(0), encoding = "UTF-8")
}}
load_all <- function(name) do.call(rbind, lapply(c({years}), load_year, name))
cells <- merge(load_all("cells"), load_all("reports")[c("report", "province", "city", "county")], by = "report")
asked <- subset(cells, current == "1" & province == "{example.province}" & table == "{table}" & row == "{row}" & column == "{column}")
asked$stated <- as.integer(asked$state == "stated")
asked$received <- ifelse(asked$stated == 1, suppressWarnings(as.numeric(asked$value)), 0)
asked$blank <- as.integer(asked$state == "blank")
print(aggregate(asked[c("received", "stated", "blank")], by = asked[c("year", "city", "county")], FUN = sum))"""


def sqlite_query(example: Example) -> str:
    table, row, column = CELL
    return f"""select year, city, county, coalesce(sum(value), 0) as received, count(value) as stated, sum(state = 'blank') as blank
from figures where province = '{example.province}' and "table" = '{table}' and "row" = '{row}' and "column" = '{column}'
group by year, city, county order by year, city, county"""


def datasette_command(example: Example) -> str:
    return f"""curl -O {example.base}/make_sqlite.py
python make_sqlite.py {example.base}
datasette nianbao.sqlite"""


def excel_formulas(example: Example) -> tuple[tuple[str, str], ...]:
    """Return (description, formula that counts it in ``table.csv``). To count one county, put province, city and county
    between the asterisks and omit the last asterisk."""
    heads = wide_columns()
    place = _letters(heads.index("所在地"))
    heading = next(c.heading for c in form_cells() if (c.table.key, c.row.key, c.column.key) == CELL)
    figures = _letters(heads.index(heading))
    where = f'{place}:{place},"*{example.province}*"'
    return (
        ("收到申请", f"=SUMIFS({figures}:{figures},{where})"),
        ("留空的机关", f'=COUNTIFS({where},{figures}:{figures},"（空白）")'),
    )


def _letters(index: int) -> str:
    """Return the name of a spreadsheet column: 0 → A, 27 → AB."""
    name = ""
    at = index + 1
    while at:
        at, rest = divmod(at - 1, 26)
        name = chr(ord("A") + rest) + name
    return name
