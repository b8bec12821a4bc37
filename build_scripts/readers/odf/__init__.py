"""Read OpenDocument text and sheets, from the package or the flat file."""
