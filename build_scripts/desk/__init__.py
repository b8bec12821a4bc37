"""``nianbao review``: what waits for a person, on this machine, in a browser; answers become the files that people write."""
