"""Make the index pages: the store queries behind each of them. No stored report is opened for an index page."""
