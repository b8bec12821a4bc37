"""Comparisons: two years of an agency, one place in one year, one agency through the years, and the reader's choice.

A cell without a number is never ranked, summed or drawn as zero; a sum says over how many it was taken.
"""

from build_scripts.pages.compare.about import index_page, indicators_page
from build_scripts.pages.compare.agencies import agency_page
from build_scripts.pages.compare.choose import agencies_json, choose_page, figures_json, places_json, slice_of
from build_scripts.pages.compare.pairs import pair_page
from build_scripts.pages.compare.places import Member, member, place_year_page

__all__ = [
    "Member",
    "agencies_json",
    "agency_page",
    "choose_page",
    "figures_json",
    "index_page",
    "indicators_page",
    "member",
    "pair_page",
    "place_year_page",
    "places_json",
    "slice_of",
]
