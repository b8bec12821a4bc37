"""Convert web pages, as displayed, into paragraphs and grids."""
