"""Write Parquet files where the library is installed (``pip install "nianbao[parquet]"``).

The columns are those of the CSV, typed. Text that is empty in the CSV stays empty. Text has no added apostrophes
(``cells.original_text``), because no spreadsheet opens Parquet."""

from __future__ import annotations

import gzip
import io
from importlib.util import find_spec

from build_scripts.exports.columns import FILES, FORMAT
from build_scripts.exports.document import LICENCE, software
from build_scripts.wording import MAX_DIGITS

_FILES = {"cells": "cells-*.csv", "reports": "reports.csv"}


def is_here() -> bool:
    return find_spec("pyarrow") is not None


def of_csv(data: bytes, table: str) -> bytes:
    """Convert a gzipped CSV of that table. Numbers become exact decimals, null where there is none."""
    import pyarrow as pa  # a large optional library
    from pyarrow import csv, parquet

    # Exact for any number with that many digits: 103.387912 (万元) has six decimal places.
    exact = pa.decimal128(2 * MAX_DIGITS, MAX_DIGITS)
    kinds = {"integer": pa.int64(), "number": exact, "date": pa.date32(), "string": pa.string()}
    columns = {name: kinds[kind] for name, (kind, _) in FILES[_FILES[table]][0].items()}
    options = csv.ConvertOptions(column_types=columns, null_values=[""])
    read = csv.ParseOptions(newlines_in_values=True)
    text = gzip.decompress(data)
    found = csv.read_csv(io.BytesIO(text), parse_options=read, convert_options=options)
    if b"'" in text:
        from pyarrow import compute  # takes longer to import than the rest together, and most files need none of it

        for at, field in enumerate(found.schema):
            if field.type == pa.string():
                found = found.set_column(at, field, compute.replace_substring_regex(found[at], "^'", ""))
    about = {"software": " ".join(software().values()), "format": FORMAT, "licence": LICENCE}
    found = found.replace_schema_metadata(about)
    out = io.BytesIO()
    parquet.write_table(found, out, compression="zstd")
    return out.getvalue()
