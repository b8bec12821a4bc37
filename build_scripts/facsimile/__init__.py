"""Pictures of originals beside what was read of them, and rows quoted where there is nothing to picture."""
