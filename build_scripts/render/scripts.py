"""The addresses of the scripts that pages load. ``site/bundle.py`` bundles each of them with its imports into one file."""

COMFORTS = "assets/nianbao.js"  # on every page, named in ``overrides/main.html``
SEARCH = "assets/search/search.js"
TABLE = "assets/compare/table.js"
CHOOSE = "assets/compare/choose.js"
ASK = "assets/ask/ask.js"
ALL = (COMFORTS, SEARCH, TABLE, CHOOSE, ASK)
