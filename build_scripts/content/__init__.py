"""What people write: the register of agencies, the places of the country, corrections and answers."""
