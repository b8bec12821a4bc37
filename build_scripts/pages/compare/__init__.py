"""Make the comparison pages: two years of an agency, a place in one year, an agency through the years, own choice.

A cell without a number is never ranked, summed or drawn as zero. Every sum states how many reports it covers."""
