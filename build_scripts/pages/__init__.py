"""Turn the content of the archive into pages of blocks; one module for each kind of page."""
