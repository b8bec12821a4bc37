"""Input written by people: the register of agencies, the ledger, places, corrections and answers."""
