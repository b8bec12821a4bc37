"""PDF, scans and pictures: what a page paints, to lines and grids."""
