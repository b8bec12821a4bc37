"""Make the comparison pages: the store queries behind each of them."""
