"""Search on static files: any run of characters, in any report. The browser half is ``overrides/assets/search``.

From a report to the files, one module each: ``document`` (what of a report is searched, as lines), ``dictionary`` (their
published bytes), ``normalize`` and ``terms`` (text to terms, as in the browser), ``figures`` and ``document_terms`` (all
terms of a report), ``postings`` and ``shards`` (lists of reports), ``manifest`` (what else the browser needs), ``build``
(all files), ``update`` (the files that some changed reports change). ``docs/search.md`` tells what was measured.
"""
