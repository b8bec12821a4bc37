"""Turn a Document into a Report by matching its grids and paragraphs against the statutory forms."""
