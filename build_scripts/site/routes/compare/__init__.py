"""Comparisons: which questions to the store each of them asks."""
