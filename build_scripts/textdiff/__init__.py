"""Compare two texts side by side: kept, changed, added and removed sentences."""
