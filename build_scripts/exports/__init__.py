"""Make the open data: every printed cell with its state and its place, by report, by city and year, or by year.

``cells`` is the canonical tidy format with one line for each cell; ``table`` is the same data in wide format for Excel.
The rows that a report adds to the files of its year (``ReportRows``) are computed once; the files consist only of
headers and such rows."""
