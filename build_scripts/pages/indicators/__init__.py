"""Make the pages of one indicator (all places in one year, and through the years), and the questions of one place."""
