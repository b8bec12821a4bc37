"""``nianbao review``: a local web application for the items that wait for a person; answers become the files that
people write."""
