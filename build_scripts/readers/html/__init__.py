"""Web pages: what a reader would have seen, to paragraphs and grids."""
