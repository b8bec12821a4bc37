"""Two texts side by side: which sentences stayed, changed, came and went."""
