"""Search on static files: any run of characters, in any report. The browser half is ``overrides/assets/search``.

From a report to the files, one module each: ``document`` (what of a report is searched, as lines), ``dictionary`` (their
published bytes), ``normalize`` and ``terms`` (text to terms, as in the browser), ``figures`` and ``document_terms`` (all
terms of a report), ``postings`` and ``shards`` (lists of reports), ``manifest`` (what else the browser needs), ``build``
(all files), ``update`` (the files that some changed reports change). ``docs/search.md`` tells what was measured.
"""

from build_scripts.search.build import Document, build
from build_scripts.search.dictionary import pack
from build_scripts.search.document import lines_of
from build_scripts.search.manifest import CURRENT
from build_scripts.search.update import update

__all__ = ["CURRENT", "Document", "build", "lines_of", "pack", "update"]
