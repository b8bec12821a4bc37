"""Search on static files: any run of characters, in any report. The browser half is ``overrides/assets/search``.

Index, written to ``search/<hash of its content>/`` so that a cached part never meets a newer one:

- ``manifest.json``: number of reports, of shards, facets with the reports of each value.
- ``t<shard>.bin``: term → reports, JSON deflated; a term lives in shard ``fnv1a(term) mod shards``. A list of
  reports is ``[first, gap, gap …]``; one longer than an eighth of all reports is a bitmap in base64.
- ``d<block>.json``: what a hit shows, for blocks of 64 reports.
- ``f<n>.json``: one figure of the tables: reports and their numbers, without zeros and blanks.
- ``names.json``: names of agencies, loaded only to offer the right spelling.

``search/current.json`` names the folder. A report's number is its place in the order year (newest first), place,
agency, so the order without a query is already a useful one. The text that verifies a hit and yields its excerpt is the
report's own ``report.json``: there is no second copy.
"""

from build_scripts.search.index import Entry, write_index
from build_scripts.search.terms import SEARCH_VERSION, contribution

__all__ = ["SEARCH_VERSION", "Entry", "contribution", "write_index"]
