"""Open data: every printed cell with its state and its place, for one report, one city and year, or one year.

``cells`` is canonical and tidy: one line a cell. ``table`` is the same turned wide for Excel. What a report adds to the
files of its year (``ReportRows``) is computed once, and the files are nothing but headers and such rows.
"""
