"""The scripts that pages ask for, by their addresses on the site. ``site/bundle.py`` puts each in one file with what it imports."""

COMFORTS = "assets/nianbao.js"  # on every page: ``overrides/main.html`` names it
SEARCH = "assets/search/search.js"
TABLE = "assets/compare/table.js"
CHOOSE = "assets/compare/choose.js"
ASK = "assets/ask/ask.js"
ALL = (COMFORTS, SEARCH, TABLE, CHOOSE, ASK)
