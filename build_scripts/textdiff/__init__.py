"""Compare two texts side by side: repeated, changed, added and removed sentences."""
