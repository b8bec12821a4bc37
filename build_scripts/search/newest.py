"""Keep a small separate index of the newest reports, so that adding a report leaves the large index unchanged.

A report has about 1,500 terms, which are spread over nearly all shards of the index. The large index therefore holds
the reports up to the last full sixteen originals of the ledger; the files of the later ones are rewritten whenever a
report is added. The split follows from the ledger alone, so a fresh build gives the same bytes as successive additions.
The browser joins the lists of both.

- ``search/n/<shard>-<hash>.bin``: packed like the shards of the large index (``shards``), sixteen in all; no list
  overflows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import islice

from build_scripts.content.ledger import Ledger
from build_scripts.search.postings import board_of, board_part
from build_scripts.search.shards import hashed, pack_shard, shard_of

NEWEST = 16  # originals: every sixteenth addition moves sixteen reports into the large index
SHARDS = 16
MIN_ORIGINALS = 256  # originals: a smaller archive has only one index, which saves a request for each query


def newest(ledger: Ledger) -> list[tuple[str, int]]:
    """Return agency and year of the newest reports in the order of archiving.

    A report with an older version in the large index is not new."""
    count = len(ledger.entries)
    full = count - count % NEWEST if count >= MIN_ORIGINALS else count
    found = dict.fromkeys(entry.key for entry in islice(ledger.entries.values(), full, None) if entry.agency_id)
    for entry in islice(ledger.entries.values(), full) if found else ():
        found.pop(entry.key, None)
    return list(found)


def newest_files(reports: Iterable[tuple[int, int, set[str]]]) -> list[tuple[str, bytes]]:
    """Return the files of the small index, from (year, row of the agency, terms); none without reports."""
    boards: dict[str, dict[int, list[int]]] = defaultdict(lambda: defaultdict(list))
    for (board, row), terms in sorted((board_of(year, row), terms) for year, row, terms in reports):
        for term in terms:
            boards[term][board].append(row)
    shards: list[dict[str, bytes]] = [{} for _ in range(SHARDS if boards else 0)]
    for term, rows in boards.items():
        shards[shard_of(term, SHARDS)][term] = b"".join(board_part(board, found) for board, found in rows.items())
    packed = [pack_shard(held) for held in shards]
    return [(f"search/n/{shard}-{hashed(data).hex()}.bin", data) for shard, data in enumerate(packed)]
