"""Which pages there are, what each is made from, and what a changed report touches."""
