"""Make the index pages: home, years, places, agencies, quality, coverage, about.

Every function receives all data of its page and returns ``Page`` values, so an incremental build calls only those whose
inputs changed. No page grows without limit: a list of more than ``LIST_LIMIT`` rows is split by place, or else into
numbered pages."""
