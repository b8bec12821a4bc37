"""What is held: the store, the intake of originals, who is who, and which version is shown."""
