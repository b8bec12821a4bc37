"""The archive's holdings: the store, the intake of originals, identification, and the choice of the current version."""
