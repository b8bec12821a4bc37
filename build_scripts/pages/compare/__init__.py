"""Make the comparison pages: two years of an agency, one place in one year, one agency through the years, and the
reader's choice.

A cell without a number is never ranked, summed or drawn as zero. Every sum states how many reports it covers."""
