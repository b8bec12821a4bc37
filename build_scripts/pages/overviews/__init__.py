"""Index pages: home, years, places, agencies, quality, coverage, about.

Every function takes all that its page shows and returns ``Page`` values: an incremental build calls just those
whose inputs changed. No page grows without bound: a list of more than ``LIST_LIMIT`` rows is split by place, or
else into numbered pages.
"""

from build_scripts.pages.overviews.about import about_pages
from build_scripts.pages.overviews.agencies import agencies_index, agency_page, letter_of, letter_page
from build_scripts.pages.overviews.coverage import Refused, coverage_page, refused_page
from build_scripts.pages.overviews.guide import glossary
from build_scripts.pages.overviews.home import home, search_page
from build_scripts.pages.overviews.parts import LIST_LIMIT, Line, Seen, Tally, seen, unfilled
from build_scripts.pages.overviews.places import place_pages, places_index, unresolved_pages
from build_scripts.pages.overviews.quality import Remark, code_page, codes_page, quality_page, quality_place_pages
from build_scripts.pages.overviews.years import year_page, year_place_page, years_index

__all__ = [
    "LIST_LIMIT",
    "Line",
    "Refused",
    "Remark",
    "Seen",
    "Tally",
    "about_pages",
    "agencies_index",
    "agency_page",
    "code_page",
    "codes_page",
    "coverage_page",
    "glossary",
    "home",
    "letter_of",
    "letter_page",
    "place_pages",
    "places_index",
    "quality_page",
    "quality_place_pages",
    "refused_page",
    "search_page",
    "seen",
    "unfilled",
    "unresolved_pages",
    "year_page",
    "year_place_page",
    "years_index",
]
