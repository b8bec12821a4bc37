"""Search on static files for any substring in any report. The browser half is ``overrides/assets/search``.

The modules, in the order from a report to the files: ``document`` (the searchable text of a report, as lines),
``dictionary`` (their published bytes), ``normalize`` and ``terms`` (text to terms, as in the browser), ``figures`` and
``document_terms`` (all terms of a report), ``postings`` and ``shards`` (lists of reports), ``manifest`` (the other
files that the browser needs), ``build`` (all files), ``update`` (the files that a few changed reports affect).
``docs/search.md`` has the measurements."""
