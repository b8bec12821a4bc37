"""Search on static files: any run of characters, in any report. The browser half is ``overrides/assets/search``.

From a report to the files, one module each: ``record`` (what of a report is searched, as lines), ``pack`` (their
published bytes), ``fold`` and ``terms`` (text to terms, as in the browser), ``figures`` and ``entry`` (all terms of a
report), ``postings`` and ``layout`` (lists of reports, shards), ``kit`` (what else the browser needs), ``build`` (all
files), ``update`` (the files that some changed reports change). ``docs/search.md`` tells what was measured.
"""

from build_scripts.search.build import Entry, build
from build_scripts.search.dictionary import pack
from build_scripts.search.document import lines_of
from build_scripts.search.manifest import CURRENT
from build_scripts.search.update import update

__all__ = ["CURRENT", "Entry", "build", "lines_of", "pack", "update"]
