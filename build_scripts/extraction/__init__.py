"""Document to Report: grids and paragraphs held against the statutory forms."""
