"""One module for each kind of page: what is held, as blocks."""
