"""One indicator over all places: in one year, through the years; and what it says of one place over the years."""
