"""The newest reports have a small index of their own, so that one report more leaves the large one alone.

A report has some 1,500 terms, which stand in nearly all shards of the index. So the index holds the reports up to the
last full sixteen originals of the ledger; the files of those that came in after these are made anew whenever one comes. Which
is which follows from the ledger alone, so a fresh build gives the same bytes as one addition after another. The browser
joins the lists of both.

- ``search/n/<shard>-<hash>.bin``: packed as the shards of the large index are (``shards``), sixteen in all; no list
  overflows.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from build_scripts.content.ledger import Ledger
from build_scripts.search.postings import board_of, board_part
from build_scripts.search.shards import hashed, pack_shard, shard_of

NEWEST = 16  # originals: one in sixteen additions brings sixteen reports into the large index
SHARDS = 16
LEAST = 256  # originals: a smaller archive has one index, which costs a query less


def newest(ledger: Ledger) -> list[tuple[str, int]]:
    """Agency and year of the newest reports, those first that came in first; one of which an older version is known is not new."""
    count = len(ledger.entries)
    full = count - count % NEWEST if count >= LEAST else count
    found = dict.fromkeys(entry.key for entry in islice(ledger.entries.values(), full, None) if entry.agency_id)
    for entry in islice(ledger.entries.values(), full) if found else ():
        found.pop(entry.key, None)
    return list(found)


def newest_files(reports: Iterable[tuple[int, int, set[str]]]) -> list[tuple[str, bytes]]:
    """The files of their index, from (year, row of the agency, terms); none of no report."""
    boards: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (board, row), terms in sorted((board_of(year, row), terms) for year, row, terms in reports):
        for term in terms:
            boards[term][board].append(row)
    shards: list[dict[str, bytes]] = [{} for _ in range(SHARDS if boards else 0)]
    for term, rows in boards.items():
        shards[shard_of(term, SHARDS)][term] = b"".join(board_part(board, found) for board, found in rows.items())
    packed = [pack_shard(held) for held in shards]
    return [(f"search/n/{shard}-{hashed(data).hex()}.bin", data) for shard, data in enumerate(packed)]
