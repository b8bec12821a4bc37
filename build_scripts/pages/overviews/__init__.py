"""Index pages: home, years, places, agencies, quality, coverage, about.

Every function takes all that its page shows and returns ``Page`` values: an incremental build calls just those
whose inputs changed. No page grows without bound: a list of more than ``LIST_LIMIT`` rows is split by place, or
else into numbered pages.
"""
